import {
  checkCount,
  InvalidArgumentError,
  refuseUnknownOptions,
  shown,
  sigmoid,
  softmax,
  Tensor,
} from '@automodel/core';
import { AutoTokenizer, type LoadOptions } from '@automodel/modeling';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import { AutoModelForSequenceClassification } from './auto-models.js';
import { ClassificationError } from './errors.js';
import type { SequenceClassificationModel } from './heads/outputs.js';
import { checkChoice, checkText, computeRows, longestInput } from './pipelines/inputs.js';

/** Two texts that are judged together. */
export type SentencePair = readonly [first: string, second: string];

const activations = {
  sigmoid,
  identity: (logit: number): number => logit,
};
export type CrossEncoderActivation = keyof typeof activations;

export interface PredictOptions {
  /** What makes scores of logits; what the model's config says if left out, else `sigmoid` for one label, `identity` for more. */
  readonly activation_fn?: CrossEncoderActivation;
  /** Makes probabilities of several labels' scores. */
  readonly apply_softmax?: boolean;
  readonly signal?: AbortSignal;
}

export interface RankOptions extends Omit<PredictOptions, 'apply_softmax'> {
  /** How many documents to return; all if left out. */
  readonly top_k?: number;
  /** Whether to return the documents' texts, too. */
  readonly return_documents?: boolean;
}

/** A document by its place in the list, and how well it fits the query. */
export interface RankedDocument {
  readonly corpus_id: number;
  readonly score: number;
  readonly text?: string;
}

export interface CrossEncoderOptions extends LoadOptions {
  /** Tokens that pairs are cut at, special tokens included; what the tokenizer's files say if left out. */
  readonly max_seq_length?: number;
}

/**
 * Reads two texts together and says how well they fit, more exactly than embeddings do and more slowly: a reranker
 * (https://arxiv.org/abs/1901.04085), as `CrossEncoder` of sentence-transformers. It is a sequence classification model of any
 * architecture.
 *
 * @example
 * const reranker = await CrossEncoder.from_pretrained('path/to/ms-marco-MiniLM-L6-v2');
 * const [best] = await reranker.rank('How many people live in Berlin?', documents, { top_k: 1 });
 */
export class CrossEncoder {
  private constructor(
    private readonly model: SequenceClassificationModel,
    readonly tokenizer: PreTrainedTokenizer,
    private readonly maxSeqLength?: number,
  ) {}

  /**
   * @param model a folder, or the name of an installed model
   * @throws what loading a model throws
   */
  static async from_pretrained(model: string, options: CrossEncoderOptions = {}): Promise<CrossEncoder> {
    const { max_seq_length, ...load } = options;
    if (max_seq_length !== undefined) checkCount('max_seq_length', max_seq_length);
    return new CrossEncoder(
      await AutoModelForSequenceClassification.from_pretrained(model, load),
      await AutoTokenizer.from_pretrained(model),
      max_seq_length,
    );
  }

  /** How many scores a pair gets. */
  get num_labels(): number {
    return this.model.config.num_labels;
  }

  /**
   * The scores of pairs.
   *
   * @returns for a model of one label `[pairs]`, else `[pairs, labels]`; for a single pair without the first dimension
   * @throws InvalidArgumentError for what is no pair of texts, and for options that are unknown or cannot be honoured
   */
  async predict(
    pairs: SentencePair | readonly SentencePair[],
    options: PredictOptions = {},
  ): Promise<Tensor<'float32'>> {
    refuseUnknownOptions('predict()', options, ['activation_fn', 'apply_softmax', 'signal']);
    const { activation_fn = this.defaultActivation(), apply_softmax = false, signal } = options;
    checkChoice('activation_fn', activation_fn, Object.keys(activations) as CrossEncoderActivation[]);
    const isOne = Array.isArray(pairs) && typeof pairs[0] === 'string';
    const list = (isOne ? [pairs] : pairs) as readonly SentencePair[];
    const rows = await this.logits(list, signal);
    const labels = this.num_labels;
    const scores = new Float32Array(rows.length * labels);
    rows.forEach((logits, i) => {
      const row = logits.map(activations[activation_fn]);
      scores.set(apply_softmax && labels > 1 ? softmax(row) : row, i * labels);
    });
    const tensor = new Tensor('float32', scores, labels === 1 ? [rows.length] : [rows.length, labels]);
    return isOne ? tensor.view(...tensor.dims.slice(1)) : tensor;
  }

  /**
   * Sorts documents by how well they fit a query, best first.
   *
   * @throws ClassificationError `single-label-missing` if the model gives several scores to a pair
   */
  async rank(
    query: string,
    documents: readonly string[],
    options: RankOptions = {},
  ): Promise<RankedDocument[]> {
    if (!Array.isArray(documents)) {
      throw new InvalidArgumentError(`rank() takes a list of documents; it got ${shown(documents)}`);
    }
    const { top_k = documents.length, return_documents = false, ...predicting } = options;
    if (options.top_k !== undefined) checkCount('top_k', top_k);
    if (this.num_labels !== 1) {
      throw new ClassificationError(
        'single-label-missing',
        `rank() needs a model with one label; this one has ${this.num_labels}. predict() gives all of their scores`,
      );
    }
    const { data } = await this.predict(
      documents.map((document) => [query, document] as const),
      predicting,
    );
    return Array.from(data, (score, corpus_id) => ({
      corpus_id,
      score,
      ...(return_documents && { text: documents[corpus_id] }),
    }))
      .sort((a, b) => b.score - a.score)
      .slice(0, top_k);
  }

  /** Frees the model. */
  dispose(): Promise<void> {
    return this.model.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  private logits(pairs: readonly SentencePair[], signal?: AbortSignal): Promise<Float32Array[]> {
    if (!Array.isArray(pairs)) {
      throw new InvalidArgumentError(
        `predict() takes pairs of texts, [first, second]; it got ${shown(pairs)}`,
      );
    }
    const max_length = Math.min(
      this.maxSeqLength ?? Infinity,
      longestInput(this.tokenizer, this.model) ?? Infinity,
    );
    const cut = max_length < Infinity ? { truncation: true, max_length } : {};
    const encodings = pairs.map((pair: readonly unknown[], i) => {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw new InvalidArgumentError(`pair ${i} must be two texts, [first, second]`);
      }
      const [first, second] = pair as unknown[];
      checkText(first, `the first text of pair ${i}`);
      checkText(second, `the second text of pair ${i}`);
      return this.tokenizer.encodeFull(first, { text_pair: second, ...cut });
    });
    return computeRows(
      this.tokenizer,
      encodings,
      (inputs) => this.model(inputs, { signal }),
      ({ logits }, row) => logits.at(row).data,
    );
  }

  /** What config.json says, in the form of versions 4 and later or of those before. */
  private defaultActivation(): CrossEncoderActivation {
    const config = this.model.config as {
      readonly sentence_transformers?: { readonly activation_fn?: unknown };
      readonly sbert_ce_default_activation_function?: unknown;
    };
    const name = config.sentence_transformers?.activation_fn ?? config.sbert_ce_default_activation_function;
    const known = { Sigmoid: 'sigmoid', Identity: 'identity' } as const;
    const last = typeof name === 'string' ? name.split('.').at(-1)! : '';
    if (Object.hasOwn(known, last)) return known[last as keyof typeof known];
    return this.num_labels === 1 ? 'sigmoid' : 'identity';
  }
}
