import type { Value } from '@automodel/graph';

/** What goes from module to module, by Python's names. */
export interface Features {
  /** `[batch, sequence, hidden]`; texts of a batch have one length, so there is no padding. */
  readonly token_embeddings: Value;
  /** `[batch, dimension]`, once there was a pooling module. */
  readonly sentence_embedding?: Value;
  /** How many tokens the prompt takes, int32 `[]`, if they are not to be pooled. */
  readonly prompt_length?: Value;
}

/** A part of a sentence-transformers model behind its encoder. It adds to the graph that the encoder begins. */
export interface SentenceModule {
  forward(features: Features): Features;
}
