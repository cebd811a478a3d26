import type { Module, Value } from '@automodel/graph';

/** What an encoder reads; all int32 `[batch, sequence]`. */
export interface EncoderInputs {
  readonly input_ids: Value;
  /** 1 where a token is, 0 where padding is. If left out, there is no padding, and attention is spared the mask. */
  readonly attention_mask?: Value;
  /** The segment of each token; zeros where the tokenizer gives none. */
  readonly token_type_ids?: Value;
}

/** What an encoder computes. */
export interface EncoderOutputs {
  /** `[batch, sequence, hidden]` */
  readonly last_hidden_state: Value;
  /** A vector of the first token, `[batch, hidden]`, where the checkpoint has weights for it. */
  readonly pooler_output?: Value;
  /** The embeddings and the output of every layer, each `[batch, sequence, hidden]`. */
  readonly hidden_states: readonly Value[];
}

/** A stack of encoder layers of one kind, applied one after the other. */
export function applyLayers<Layer extends Module>(
  layers: readonly Layer[],
  embeddings: Value,
  apply: (layer: Layer, hidden: Value) => Value,
): Value[] {
  const hiddenStates = [embeddings];
  for (const layer of layers) hiddenStates.push(apply(layer, hiddenStates[hiddenStates.length - 1]));
  return hiddenStates;
}
