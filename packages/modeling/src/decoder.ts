import type { Value } from '@automodel/graph';
import type { DecoderAttention } from './decoder-attention.js';
import type { LayerNorm } from './layers/layer-norm.js';
import type { RMSNorm } from './layers/rms-norm.js';

/** What a decoder reads. */
export interface DecoderInputs {
  /** int32 `[batch, sequence]`: new tokens */
  readonly input_ids: Value;
  /** int32 `[batch, sequence]`: the place of each in its row */
  readonly position_ids: Value;
  /** How the new tokens see each other and those before them. */
  readonly attention: DecoderAttention;
}

/** What a decoder computes. */
export interface DecoderOutputs {
  /** `[batch, sequence, hidden]` */
  readonly last_hidden_state: Value;
  /** The embeddings and the output of every layer, the last one normalized, each `[batch, sequence, hidden]`. */
  readonly hidden_states: readonly Value[];
}

/** The outputs of a decoder whose last layer is followed by a normalization. */
export function normalizedOutputs(hiddenStates: readonly Value[], norm: LayerNorm | RMSNorm): DecoderOutputs {
  const last_hidden_state = norm.forward(hiddenStates[hiddenStates.length - 1]);
  return { last_hidden_state, hidden_states: hiddenStates.with(-1, last_hidden_state) };
}
