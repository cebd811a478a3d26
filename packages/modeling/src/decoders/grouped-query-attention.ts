import { Module, type Value } from '@automodel/graph';
import type { DecoderAttention } from '../decoder-attention.js';
import { Linear } from '../layers/linear.js';
import { RMSNorm } from '../layers/rms-norm.js';
import type { RotaryAngles } from '../layers/rotary-embedding.js';

/** The sizes of an attention layer whose heads of queries share keys and values in groups. */
export interface GroupedQuerySizes {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly head_dim: number;
}

/** What a layer sees beside the hidden states. */
export interface LayerContext {
  readonly attention: DecoderAttention;
  /** How queries and keys are turned; not at all if left out. */
  readonly angles?: RotaryAngles;
}

export interface GroupedQueryOptions {
  /** Whether queries, keys and values have a bias. */
  readonly bias?: boolean;
  /** Whether the output has a bias. */
  readonly outputBias?: boolean;
  readonly scale?: number;
  /** How many tokens a token sees, itself included; all if left out. */
  readonly window?: number;
  readonly softcap?: number;
  /** Normalization of queries and keys: of each head by itself, or of all heads together. */
  readonly norm?: { readonly over: 'head' | 'heads'; readonly epsilon: number; readonly offset?: number };
}

/** Grouped-query attention (https://arxiv.org/abs/2305.13245) with rotary positions, as Llama names its parts. */
export class GroupedQueryAttention extends Module {
  q_proj: Linear;
  k_proj: Linear;
  v_proj: Linear;
  o_proj: Linear;
  q_norm?: RMSNorm;
  k_norm?: RMSNorm;

  constructor(
    private readonly sizes: GroupedQuerySizes,
    private readonly options: GroupedQueryOptions = {},
  ) {
    super();
    const { hidden_size, num_attention_heads, num_key_value_heads, head_dim } = sizes;
    const { bias = false, outputBias = false, norm } = options;
    const [queries, keys] = [num_attention_heads * head_dim, num_key_value_heads * head_dim];
    this.q_proj = new Linear(hidden_size, queries, { bias });
    this.k_proj = new Linear(hidden_size, keys, { bias });
    this.v_proj = new Linear(hidden_size, keys, { bias });
    this.o_proj = new Linear(queries, hidden_size, { bias: outputBias });
    if (!norm) return;
    const width = (all: number): number => (norm.over === 'head' ? head_dim : all);
    this.q_norm = new RMSNorm(width(queries), norm.epsilon, norm.offset);
    this.k_norm = new RMSNorm(width(keys), norm.epsilon, norm.offset);
  }

  forward(x: Value, { attention, angles }: LayerContext): Value {
    const { num_attention_heads: heads, num_key_value_heads: keyHeads } = this.sizes;
    const place = (projected: Value, norm: RMSNorm | undefined, count: number): Value => {
      const normalized = norm ? this.normalize(projected, norm, count) : projected;
      return angles ? angles.turn(normalized, count) : normalized;
    };
    const query = place(this.q_proj.forward(x), this.q_norm, heads);
    const key = place(this.k_proj.forward(x), this.k_norm, keyHeads);
    const { scale, window, softcap } = this.options;
    const options = { heads, keyHeads, scale, window, softcap };
    return this.o_proj.forward(attention.attend(query, key, this.v_proj.forward(x), options));
  }

  private normalize(x: Value, norm: RMSNorm, heads: number): Value {
    if (this.options.norm!.over === 'heads') return norm.forward(x);
    const { head_dim } = this.sizes;
    return norm.forward(x.reshape([...x.shape.slice(0, 2), heads, head_dim])).reshape(x.shape);
  }
}
