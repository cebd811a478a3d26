/** How often each word was seen, in an order that does not depend on the order of the texts. */
export type WordCounts = readonly (readonly [word: string, count: number])[];

/** An object of tokenizer.json. */
export type Json = Record<string, unknown>;

/** How far a training is. */
export interface TrainingProgress {
  /** Texts are read, then tokens are learnt (Unigram: pieces are removed). */
  readonly stage: 'texts' | 'tokens' | 'pieces';
  readonly done: number;
  /** Undefined where nobody knows. */
  readonly total?: number | undefined;
}

export type ProgressListener = (progress: TrainingProgress) => void;

/** A special token as tokenizer.json describes it, without its id. */
export interface SpecialToken {
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: true;
}

/** Learns a model of one type from words. */
export interface Trainer {
  /** The type of the model in tokenizer.json. */
  readonly model_type: 'BPE' | 'Unigram' | 'WordLevel' | 'WordPiece';
  readonly special_tokens: readonly SpecialToken[];
  readonly show_progress: ProgressListener | undefined;
  /**
   * The trained model as tokenizer.json describes it.
   *
   * @param untrained the model's description, whose options stay
   */
  train(words: WordCounts, untrained: Json): Json;
}
