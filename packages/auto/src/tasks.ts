import type { TextGenerationPipeline } from '@automodel/causal-lm';
import type {
  FeatureExtractionPipeline,
  QuestionAnsweringPipeline,
  TextClassificationPipeline,
  TokenClassificationPipeline,
  ZeroShotClassificationPipeline,
} from '@automodel/encoder-classification';
import type { FillMaskPipeline } from '@automodel/masked-lm';
import type { LoadOptions } from '@automodel/modeling';
import type {
  SummarizationPipeline,
  Text2TextGenerationPipeline,
  TranslationPipeline,
} from '@automodel/seq2seq';
import type { ImageClassificationPipeline, ImageFeatureExtractionPipeline } from '@automodel/vit';

/** The pipeline of each task. */
export interface Pipelines {
  embeddings: FeatureExtractionPipeline;
  'feature-extraction': FeatureExtractionPipeline;
  'fill-mask': FillMaskPipeline;
  'image-classification': ImageClassificationPipeline;
  'image-feature-extraction': ImageFeatureExtractionPipeline;
  ner: TokenClassificationPipeline;
  'question-answering': QuestionAnsweringPipeline;
  'sentiment-analysis': TextClassificationPipeline;
  'text-classification': TextClassificationPipeline;
  summarization: SummarizationPipeline;
  'text-generation': TextGenerationPipeline;
  'text2text-generation': Text2TextGenerationPipeline;
  translation: TranslationPipeline;
  'token-classification': TokenClassificationPipeline;
  'zero-shot-classification': ZeroShotClassificationPipeline;
}

export type TaskName = keyof Pipelines;

/** A translation between two languages, as `translation_en_to_fr`. */
export type TranslationTask = `translation_${string}_to_${string}`;

/** How a task's pipeline is made, and the model that it has if none is named; tasks without one need a name. */
export interface Task<P> {
  readonly defaultModel?: string;
  load(model: string, options?: LoadOptions): Promise<P>;
}

const featureExtraction: Task<FeatureExtractionPipeline> = {
  defaultModel: 'all-MiniLM-L6-v2',
  load: async (model, options) =>
    (await import('@automodel/encoder-classification')).FeatureExtractionPipeline.from_pretrained(
      model,
      options,
    ),
};

const textClassification: Task<TextClassificationPipeline> = {
  defaultModel: 'mini-distilbert-sst2',
  load: async (model, options) =>
    (await import('@automodel/encoder-classification')).TextClassificationPipeline.from_pretrained(
      model,
      options,
    ),
};

const tokenClassification: Task<TokenClassificationPipeline> = {
  load: async (model, options) =>
    (await import('@automodel/encoder-classification')).TokenClassificationPipeline.from_pretrained(
      model,
      options,
    ),
};

/** The tasks of {@link pipeline}; the packages behind them are loaded when a task is asked for. */
export const tasks: { readonly [T in TaskName]: Task<Pipelines[T]> } = {
  embeddings: featureExtraction,
  'feature-extraction': featureExtraction,
  'fill-mask': {
    defaultModel: 'mini-bert',
    load: async (model, options) =>
      (await import('@automodel/masked-lm')).FillMaskPipeline.from_pretrained(model, options),
  },
  'image-classification': {
    defaultModel: 'mini-vit-digits',
    load: async (model, options) =>
      (await import('@automodel/vit')).ImageClassificationPipeline.from_pretrained(model, options),
  },
  'image-feature-extraction': {
    defaultModel: 'mini-vit-digits',
    load: async (model, options) =>
      (await import('@automodel/vit')).ImageFeatureExtractionPipeline.from_pretrained(model, options),
  },
  ner: tokenClassification,
  'question-answering': {
    load: async (model, options) =>
      (await import('@automodel/encoder-classification')).QuestionAnsweringPipeline.from_pretrained(
        model,
        options,
      ),
  },
  'sentiment-analysis': textClassification,
  'text-classification': textClassification,
  summarization: {
    defaultModel: 'mini-bart-scene',
    load: async (model, options) =>
      (await import('@automodel/seq2seq')).SummarizationPipeline.from_pretrained(model, options),
  },
  'text-generation': {
    defaultModel: 'mini-gpt2',
    load: async (model, options) =>
      (await import('@automodel/causal-lm')).TextGenerationPipeline.from_pretrained(model, options),
  },
  'token-classification': tokenClassification,
  'zero-shot-classification': {
    load: async (model, options) =>
      (await import('@automodel/encoder-classification')).ZeroShotClassificationPipeline.from_pretrained(
        model,
        options,
      ),
  },
  'text2text-generation': {
    defaultModel: 'mini-t5',
    load: async (model, options) =>
      (await import('@automodel/seq2seq')).Text2TextGenerationPipeline.from_pretrained(model, options),
  },
  translation: translation('translation'),
};

/** The task of a name; undefined if there is none. */
export function findTask(name: string): Task<unknown> | undefined {
  if (Object.hasOwn(tasks, name)) return tasks[name as TaskName];
  return /^translation_.+_to_.+$/.test(name) ? translation(name) : undefined;
}

function translation(task: string): Task<TranslationPipeline> {
  return {
    defaultModel: 'mini-marian-en-fr',
    load: async (model, options) =>
      (await import('@automodel/seq2seq')).TranslationPipeline.from_pretrained(model, options, task),
  };
}
