import type { Tensor } from '@automodel/core';

/** What a search asks of a model: nothing but the scores of next tokens, for rows of tokens that grow. */
export interface GenerationModel {
  /** Entries of the vocabulary: the length of a row of scores. */
  readonly vocabSize: number;
  /** The most tokens that a row may have, prompt included; undefined if there is no end. */
  readonly maxLength: number | undefined;
  /**
   * Computes prompts, each once, and then continues each of them in `copies` rows: row `i` comes from prompt
   * `Math.floor(i / copies)`.
   */
  start(options: StartOptions): Promise<DecodingState>;
  /**
   * Computes whole rows, and gives what lies inside the network. `output_hidden_states` and `output_attentions` are
   * refused for models that do not have this.
   */
  inspect?(options: InspectOptions): Promise<InspectedLayers>;
}

export interface InspectOptions {
  /** Rows of one length, as many of each prompt, side by side; positions count from the first token of each. */
  readonly rows: readonly Int32Array[];
  /** 1 where a token is, 0 where padding is. */
  readonly masks: readonly Int32Array[];
  readonly output_hidden_states: boolean;
  readonly output_attentions: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What lies inside the network, by the names that a plain call of the model has for it; zeros at padding. Encoder-decoders
 * tell the halves apart.
 */
export interface InspectedLayers {
  /** The embeddings and the output of every layer, each `[rows, length, hidden]`. */
  readonly hidden_states?: Layers;
  readonly decoder_hidden_states?: Layers;
  /** Of every layer `[rows, heads, length, length]`. */
  readonly attentions?: Layers;
  readonly decoder_attentions?: Layers;
  /** Of every layer `[rows, heads, length, source]`. */
  readonly cross_attentions?: Layers;
  /** Of the inputs, each `[inputs, source, hidden]`. */
  readonly encoder_hidden_states?: Layers;
  /** Of every layer `[inputs, heads, source, source]`. */
  readonly encoder_attentions?: Layers;
}

type Layers = readonly Tensor<'float32'>[] | undefined;

export interface StartOptions {
  /** The tokens of each prompt, without padding; at least one each. */
  readonly prompts: readonly ArrayLike<number>[];
  /** Rows that continue each prompt: beams, returned sequences, candidates. */
  readonly copies: number;
  /** The most tokens that a row will have, prompt included: what memory is made for. */
  readonly capacity: number;
  /** Whether `hidden` will be asked for. */
  readonly hiddenStates?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Rows of tokens, and what the model has computed of them (its past key values). Not for concurrent use. Whoever started
 * it disposes it.
 */
export interface DecodingState {
  /** How many rows there are now. */
  readonly rows: number;
  /** Tokens of a row that are computed, prompt included. */
  length(row: number): number;
  /**
   * Scores of the token that follows a row, `[vocabulary]`, before any processing: the row's own, to be changed in
   * place, and good until the next call of `step`, `extend` or `reorder`.
   */
  logits(row: number): Float32Array;
  /** The last hidden state of a row's last token, `[hidden]`, good as long as `logits` is. */
  hidden(row: number): Float32Array;
  /** The last hidden states of a row's prompt, `[prompt length * hidden]`; to be asked before the first step. */
  promptHidden(row: number): Float32Array;
  /** Appends one token to every row, and computes. */
  step(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<void>;
  /**
   * Row `i` becomes what row `parents[i]` was; rows that nobody names are given up, so that there may be fewer rows
   * afterwards, never more. Copies only where rows differ.
   */
  reorder(parents: ArrayLike<number>): void;
  /**
   * Appends several tokens to the only row, and computes.
   *
   * @returns the scores after each of them, `[tokens][vocabulary]`, good until the next call
   */
  extend(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array[]>;
  /** Forgets the tokens of the only row beyond `length`; its `logits` are not to be asked before the next call. */
  crop(length: number): void;
  /** Frees the memory. May be called again. */
  dispose(): void;
}
