import { AutoModelForCausalLM as CausalLM } from '@automodel/causal-lm';
import {
  AutoModelForQuestionAnswering as QuestionAnswering,
  AutoModelForSequenceClassification as SequenceClassification,
  AutoModelForTokenClassification as TokenClassification,
} from '@automodel/encoder-classification';
import { AutoModelForMaskedLM as MaskedLM } from '@automodel/masked-lm';
import type { LoadOptions } from '@automodel/modeling';
import { AutoModelForSeq2SeqLM as Seq2SeqLM } from '@automodel/seq2seq';
import { AutoModelForImageClassification as ImageClassification, AutoVisionModel } from '@automodel/vit';
import { loadWithEngine } from './engines/engine.js';
import type { EngineOptions, TransformersJsOptions } from './engines/options.js';
import { TransformersJsModel } from './engines/transformers-js/model.js';

/** A class that finds the class of a checkpoint. */
interface OwnAutoClass<Model> {
  from_pretrained(model: string, options?: LoadOptions): Promise<Model>;
}

/** The same for two engines. */
export interface AutoClass<Model> {
  /** Loads a model that `@huggingface/transformers` computes. */
  from_pretrained(model: string, options: TransformersJsOptions): Promise<TransformersJsModel>;
  /**
   * Loads a model. One that only `@huggingface/transformers` can compute says so in `engine`, and has its call, `generate`,
   * `config` and `dispose` alone.
   *
   * @param model a folder, or the name of an installed model
   * @throws EngineError, UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  from_pretrained(model: string, options?: EngineOptions): Promise<Model>;
}

/** An Auto class for both engines; they call it by the same name. */
export function forBothEngines<Model>(name: string, own: OwnAutoClass<Model>): AutoClass<Model> {
  const from_pretrained = (
    model: string,
    options: EngineOptions = {},
  ): Promise<Model | TransformersJsModel> =>
    loadWithEngine<Model | TransformersJsModel>(model, options, {
      automodel: (rest) => own.from_pretrained(model, rest as LoadOptions),
      transformersJs: (folder, rest) => TransformersJsModel.load(name, folder, rest),
    });
  return { from_pretrained } as AutoClass<Model>;
}

/** Loads a causal language model of any supported architecture. */
export const AutoModelForCausalLM = forBothEngines('AutoModelForCausalLM', CausalLM);

/** Loads an encoder-decoder with a language modeling head. */
export const AutoModelForSeq2SeqLM = forBothEngines('AutoModelForSeq2SeqLM', Seq2SeqLM);

/** Loads a masked language model of any supported architecture. */
export const AutoModelForMaskedLM = forBothEngines('AutoModelForMaskedLM', MaskedLM);

/** Loads a classifier of pictures of any supported architecture. */
export const AutoModelForImageClassification = forBothEngines(
  'AutoModelForImageClassification',
  ImageClassification,
);

/** Loads an encoder of pictures, without a head, of any supported architecture. */
export const AutoModelForImageFeatureExtraction = forBothEngines(
  'AutoModelForImageFeatureExtraction',
  AutoVisionModel,
);

/** Loads a model that gives each text a score for every label, of any supported architecture. */
export const AutoModelForSequenceClassification = forBothEngines(
  'AutoModelForSequenceClassification',
  SequenceClassification,
);

/** Loads a model that gives each token a score for every label, of any supported architecture. */
export const AutoModelForTokenClassification = forBothEngines(
  'AutoModelForTokenClassification',
  TokenClassification,
);

/** Loads a model that says where in a text the answer to a question may be, of any supported architecture. */
export const AutoModelForQuestionAnswering = forBothEngines(
  'AutoModelForQuestionAnswering',
  QuestionAnswering,
);
