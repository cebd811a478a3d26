import {
  InvalidArgumentError,
  refuseUnknownOptions,
  softmax,
  topIndices,
  type ForEach,
} from '@automodel/core';
import { AutoTokenizer, TextPipeline, type LoadOptions } from '@automodel/modeling';
import { AutoModelForSequenceClassification } from '../auto-models.js';
import { ClassificationError } from '../errors.js';
import type { SequenceClassificationModel } from '../heads/outputs.js';
import { checkText, computeRows, longestInput } from './inputs.js';

export interface ZeroShotClassificationOptions {
  /** What is said of a text, with `{}` in the place of the label; `This example is {}.` if left out. */
  readonly hypothesis_template?: string;
  /** Whether several labels may hold: then each is judged by itself, and scores do not add up to 1. */
  readonly multi_label?: boolean;
  readonly signal?: AbortSignal;
}

export interface ZeroShotClassificationOutput {
  sequence: string;
  /** The labels, the likeliest first. */
  labels: string[];
  /** The probability of each. */
  scores: number[];
}

/** A list of texts gives a list of results. */
export type ZeroShotClassificationResult<T> = T extends readonly string[]
  ? ForEach<T, ZeroShotClassificationOutput>
  : ZeroShotClassificationOutput;

export interface ZeroShotClassificationPipeline {
  <const T extends string | readonly string[]>(
    texts: T,
    candidate_labels: string | readonly string[],
    options?: ZeroShotClassificationOptions,
  ): Promise<ZeroShotClassificationResult<T>>;
}

/**
 * Says which of any labels fits a text (https://arxiv.org/abs/1909.00161): a model of natural language inference judges
 * whether a sentence about the label follows from the text. A text that is too long is cut, the sentence never.
 *
 * @example
 * const classifier = await ZeroShotClassificationPipeline.from_pretrained('path/to/an-nli-model');
 * await classifier('My phone gets hot.', ['electronics', 'food']); // { sequence, labels, scores }
 */
export class ZeroShotClassificationPipeline extends TextPipeline<SequenceClassificationModel> {
  /**
   * Loads a model and its tokenizer.
   *
   * @throws ClassificationError if the model has no label for entailment
   */
  static async from_pretrained(
    model: string,
    options?: LoadOptions,
  ): Promise<ZeroShotClassificationPipeline> {
    const made = new this({
      task: 'zero-shot-classification',
      model: await AutoModelForSequenceClassification.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
    try {
      void made.entailmentId;
      return made;
    } catch (error) {
      await made.dispose();
      throw error;
    }
  }

  /** The label that says that the second text follows from the first. */
  get entailmentId(): number {
    const { label2id } = this.model.config;
    const label = Object.keys(label2id).find((name) => name.toLowerCase().startsWith('entail'));
    if (label !== undefined) return label2id[label];
    throw new ClassificationError(
      'entailment-label-missing',
      `this model has the labels ${Object.keys(label2id).join(', ')} and none for entailment, by which zero-shot ` +
        'classification judges; take a model of natural language inference (or name its labels in config.json: label2id)',
    );
  }

  async _call(
    texts: string | readonly string[],
    candidate_labels: string | readonly string[],
    options: ZeroShotClassificationOptions = {},
  ): Promise<ZeroShotClassificationOutput | ZeroShotClassificationOutput[]> {
    refuseUnknownOptions('zero-shot-classification', options, [
      'hypothesis_template',
      'multi_label',
      'signal',
    ]);
    const { hypothesis_template = 'This example is {}.', multi_label = false, signal } = options;
    const labels = readLabels(candidate_labels);
    checkText(hypothesis_template, 'hypothesis_template');
    if (!hypothesis_template.includes('{}')) {
      throw new InvalidArgumentError(
        `the hypothesis_template ${JSON.stringify(hypothesis_template)} has no {} for the label`,
      );
    }
    const isList = Array.isArray(texts);
    const sequences = isList ? (texts as readonly string[]) : [texts as string];
    const rows = await this.logits(
      sequences,
      labels.map((label) => hypothesis_template.split('{}').join(label)),
      signal,
    );
    const results = sequences.map((sequence, i) => {
      const judged = rows.slice(i * labels.length, (i + 1) * labels.length);
      const scores =
        multi_label || labels.length === 1 ? judged.map((row) => this.apart(row)) : this.together(judged);
      const order = topIndices(scores, labels.length);
      return { sequence, labels: order.map((k) => labels[k]), scores: order.map((k) => scores[k]) };
    });
    return isList ? results : results[0];
  }

  /** The logits of every text with every hypothesis. */
  private async logits(
    texts: readonly string[],
    hypotheses: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    const max_length = longestInput(this.tokenizer, this.model);
    const encodings = texts.flatMap((text) => {
      checkText(text, 'a sequence');
      if (text === '') throw new InvalidArgumentError('there is nothing to classify: the text is empty');
      return hypotheses.map((text_pair) =>
        this.tokenizer.encodeFull(text, {
          text_pair,
          ...(max_length !== undefined && { truncation: 'only_first' as const, max_length }),
        }),
      );
    });
    return computeRows(
      this.tokenizer,
      encodings,
      (inputs) => this.model(inputs, { signal }),
      ({ logits }, row) => logits.at(row).data,
    );
  }

  /** How a label does against its own contradiction, which is the first label of the model, or the last one. */
  private apart(logits: Float32Array): number {
    const entailment = this.entailmentId;
    const contradiction = entailment === 0 ? logits.length - 1 : 0;
    return softmax([logits[contradiction], logits[entailment]])[1];
  }

  /** How labels do against each other. */
  private together(rows: readonly Float32Array[]): number[] {
    const entailment = this.entailmentId;
    return softmax(rows.map((logits) => logits[entailment]));
  }
}

/** Labels as a list, or as one text with commas between them. */
function readLabels(given: string | readonly string[]): string[] {
  const labels =
    typeof given === 'string'
      ? given
          .split(',')
          .map((label) => label.trim())
          .filter((label) => label !== '')
      : given;
  if (!Array.isArray(labels) || labels.length === 0) {
    throw new InvalidArgumentError(
      "zero-shot-classification needs labels to choose from: classifier(text, ['politics', 'sports'])",
    );
  }
  for (const label of labels) checkText(label, 'a candidate label');
  return [...labels];
}
