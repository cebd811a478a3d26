import {
  checkCount,
  InvalidArgumentError,
  refuseUnknownOptions,
  sigmoid,
  softmax,
  topIndices,
  type ForEach,
  type NonEmpty,
} from '@automodel/core';
import { AutoTokenizer, TextPipeline, type LoadOptions } from '@automodel/modeling';
import { AutoModelForSequenceClassification } from '../auto-models.js';
import type { SequenceClassificationModel } from '../heads/outputs.js';
import {
  checkChoice,
  checkText,
  computeRows,
  fittingOptions,
  longestInput,
  type TextOptions,
} from './inputs.js';

/** A text with a second one, for models that judge the two together. */
export interface TextPair {
  readonly text: string;
  readonly text_pair?: string;
}

export type TextClassificationInput = string | TextPair;

export interface TextClassificationSingle {
  label: string;
  /** The label's probability, or what `function_to_apply` makes of its logit. */
  score: number;
}

/** Labels, the one with the highest score first. */
export type TextClassificationOutput = NonEmpty<TextClassificationSingle>;

const functions = ['softmax', 'sigmoid', 'none'] as const;
export type ClassificationFunction = (typeof functions)[number];

export interface TextClassificationOptions extends TextOptions {
  /** How many labels to return for a text: 1 if left out, all if null. */
  readonly top_k?: number | null;
  /**
   * What makes scores of logits. If left out: nothing for a regression, `sigmoid` for labels of which any may hold and for a
   * single label, else `softmax`.
   */
  readonly function_to_apply?: ClassificationFunction;
  readonly signal?: AbortSignal;
}

/** One list for a text. For a list of texts one object each, or one list each if more than one label was asked for. */
export type TextClassificationResult<Input, Options> = Input extends readonly unknown[]
  ? ForEach<
      Input,
      Options extends { top_k: infer K }
        ? K extends 1
          ? TextClassificationSingle
          : TextClassificationOutput
        : TextClassificationSingle
    >
  : TextClassificationOutput;

export interface TextClassificationPipeline {
  <
    const Input extends TextClassificationInput | readonly TextClassificationInput[],
    const Options extends TextClassificationOptions = object,
  >(
    texts: Input,
    options?: Options,
  ): Promise<TextClassificationResult<Input, Options>>;
}

/**
 * Says which label fits a text, as sentiment or topic.
 *
 * Texts longer than the model reads are cut to its limit, as in `@huggingface/transformers`; `{ truncation: false }` makes
 * them an error, as they are in Python.
 *
 * @example
 * const classifier = await TextClassificationPipeline.from_pretrained('mini-distilbert-sst2');
 * const [{ label, score }] = await classifier('A warm and funny film.'); // 'POSITIVE', 0.97
 * await classifier(['A mess.', 'A delight.']); // one { label, score } for each
 * await classifier('A mess.', { top_k: null }); // the scores of all labels
 */
export class TextClassificationPipeline extends TextPipeline<SequenceClassificationModel> {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<TextClassificationPipeline> {
    return new this({
      task: 'text-classification',
      model: await AutoModelForSequenceClassification.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(
    texts: TextClassificationInput | readonly TextClassificationInput[],
    options: TextClassificationOptions = {},
  ): Promise<unknown> {
    const isList = Array.isArray(texts);
    const inputs = isList
      ? (texts as readonly TextClassificationInput[])
      : [texts as TextClassificationInput];
    const rows = await this.scores(inputs, options);
    const { top_k = 1 } = options;
    const { id2label, num_labels } = this.model.config;
    const best = rows.map((scores) =>
      topIndices(scores, top_k ?? num_labels).map((id) => ({ label: id2label[id], score: scores[id] })),
    );
    if (!isList) return best[0];
    return top_k === 1 ? best.flat() : best;
  }

  /** The scores of all labels of each text, in the order of their ids. */
  private async scores(
    texts: readonly TextClassificationInput[],
    options: TextClassificationOptions,
  ): Promise<Float32Array[]> {
    refuseUnknownOptions('text-classification', options, [
      'top_k',
      'function_to_apply',
      'truncation',
      'max_length',
      'add_special_tokens',
      'signal',
    ]);
    const { top_k = 1, function_to_apply = this.defaultFunction(), signal, ...tokenizing } = options;
    if (top_k !== null) checkCount('top_k', top_k);
    checkChoice('function_to_apply', function_to_apply, functions);
    const fitting = fittingOptions(tokenizing, longestInput(this.tokenizer, this.model));
    const encodings = texts.map((input) => {
      const { text, text_pair } = readInput(input);
      return this.tokenizer.encodeFull(text, { ...fitting, text_pair });
    });
    return computeRows(
      this.tokenizer,
      encodings,
      (inputs) => this.model(inputs, { signal }),
      ({ logits }, row) => apply(function_to_apply, logits.at(row).data),
    );
  }

  private defaultFunction(): ClassificationFunction {
    const { problem_type, num_labels } = this.model.config;
    if (problem_type === 'regression') return 'none';
    return problem_type === 'multi_label_classification' || num_labels === 1 ? 'sigmoid' : 'softmax';
  }
}

function readInput(input: TextClassificationInput): TextPair {
  if (typeof input === 'string') return { text: input };
  if (typeof input !== 'object' || (input as object | null) === null || Array.isArray(input)) {
    throw new InvalidArgumentError(
      'text-classification takes texts, or pairs of texts as { text, text_pair }, or lists of them',
    );
  }
  refuseUnknownOptions('a pair of texts', input, ['text', 'text_pair']);
  checkText(input.text, 'text');
  if (input.text_pair !== undefined) checkText(input.text_pair, 'text_pair');
  return input;
}

function apply(name: ClassificationFunction, logits: Float32Array): Float32Array {
  if (name === 'softmax') return softmax(logits);
  return name === 'sigmoid' ? logits.map(sigmoid) : logits.slice();
}
