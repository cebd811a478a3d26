import { LOWEST_FLOAT32, multiHeadAttention, type AttentionOptions, type Value } from '@automodel/graph';

export type SourceAttentionOptions = Omit<AttentionOptions, 'keyPaddingMask'>;

/** `[batch, sequence, heads * headSize]` to `[batch, heads, sequence, headSize]`, as attention keeps keys and values. */
export function splitHeads(x: Value, heads: number): Value {
  const [batch, sequence, size] = x.shape;
  return x.reshape([batch, sequence, heads, Number(size) / heads]).permute([0, 2, 1, 3]);
}

/** How tokens that an encoder read are seen, by each other and by a decoder's: all but padding. */
export interface SourceAttention {
  /**
   * @param query `[batch, queries, heads * headSize]`
   * @param key `[batch, source, heads * headSize]`, or by heads, `[batch, heads, source, headSize]`; `value` likewise
   * @returns `[batch, queries, heads * headSize]`
   */
  attend(query: Value, key: Value, value: Value, options: SourceAttentionOptions): Value;
}

/** Attention in one operation. */
export class FusedSourceAttention implements SourceAttention {
  /** @param mask 1 where a token is, 0 where padding is, if there is any: int32 `[batch, source]` */
  constructor(private readonly mask?: Value) {}

  attend(query: Value, key: Value, value: Value, options: SourceAttentionOptions): Value {
    const { mask } = this;
    return multiHeadAttention(query, key, value, { ...options, ...(mask && { keyPaddingMask: mask }) });
  }
}

/** Attention by single operations, whose probabilities can be looked at. */
export class ExplicitSourceAttention implements SourceAttention {
  /** Of each layer, `[batch, heads, queries, source]`. */
  readonly attentions: Value[] = [];
  private readonly visible: Value;

  /** @param mask as of {@link FusedSourceAttention} */
  constructor(mask: Value) {
    this.visible = mask.to('bool').unsqueeze(1).unsqueeze(1);
  }

  attend(query: Value, key: Value, value: Value, options: SourceAttentionOptions): Value {
    const { heads, bias } = options;
    const { scale = 1 / Math.sqrt(Number(query.shape[2]) / heads) } = options;
    const [q, k, v] = [query, key, value].map((x) => (x.shape.length === 4 ? x : splitHeads(x, heads)));
    const scores = q.matmul(k.transpose(2, 3)).mul(scale);
    const attention = (bias ? scores.add(bias) : scores).where(this.visible, LOWEST_FLOAT32).softmax(3);
    this.attentions.push(attention);
    return attention.matmul(v).permute([0, 2, 1, 3]).reshape(query.shape);
  }
}
