import {
  arange,
  cachedAttention,
  cacheHeadSize,
  LOWEST_FLOAT32,
  type CachedAttentionOptions,
  type Graph,
  type Value,
} from '@automodel/graph';

export type DecoderAttentionOptions = Omit<CachedAttentionOptions, 'keyHeads'> & {
  /** Heads of the keys and values; as many as of the queries if left out. */
  readonly keyHeads?: number;
};

/** How the tokens of a decoder see each other and those before them. Each layer attends once, in their order. */
export interface DecoderAttention {
  /**
   * @param query `[batch, sequence, heads * headSize]`
   * @param key `[batch, sequence, keyHeads * headSize]`; `value` likewise
   * @returns `[batch, sequence, heads * headSize]`
   */
  attend(query: Value, key: Value, value: Value, options: DecoderAttentionOptions): Value;
  /** The places of the keys in their rows: float32 `[keys]`. */
  keyPositions(): Value;
}

/** A bias that is the same for all queries, `[1, heads, 1, keys]`, for the queries of `x`: `[1, heads, sequence, keys]`. */
export function forEveryQuery(bias: Value, x: Value): Value {
  const zeros = arange(x.graph, x.shape[1]).to('float32').mul(0).unsqueeze(1);
  return bias.add(zeros);
}

/** Attention over caches, which are inputs and outputs of the graph: new tokens see those before them. */
export class CachedAttention implements DecoderAttention {
  private layers = 0;
  private readonly lastPositions: Value;
  private readonly totalLength: Value;

  constructor(private readonly graph: Graph) {
    this.lastPositions = graph.input('last_positions', 'int32', ['batch']);
    this.totalLength = graph.input('total_length', 'int32', [1]);
  }

  attend(query: Value, key: Value, value: Value, options: DecoderAttentionOptions): Value {
    const layer = this.layers++;
    const { heads, keyHeads = heads } = options;
    const size = cacheHeadSize(Number(key.shape[2]) / keyHeads);
    const past = (name: string): Value =>
      this.graph.input(`past.${layer}.${name}`, 'float32', ['batch', keyHeads, 'capacity', size]);
    const cache = {
      key: past('key'),
      value: past('value'),
      presentKey: `present.${layer}.key`,
      presentValue: `present.${layer}.value`,
      lastPositions: this.lastPositions,
      totalLength: this.totalLength,
    };
    return cachedAttention(query, key, value, cache, { ...options, keyHeads });
  }

  keyPositions(): Value {
    return this.graph.once('key positions', () => {
      const [start, step] = [this.graph.operand(0, 'int32'), this.graph.operand(1, 'int32')];
      const range = [start, this.totalLength.squeeze(0), step];
      return this.graph.node('Range', range, 'int32', ['keys']).to('float32');
    });
  }
}

/** Attention by single operations, whose probabilities can be looked at. Without a cache. */
export class ExplicitAttention implements DecoderAttention {
  /** Of each layer, `[batch, heads, sequence, sequence]`. */
  readonly attentions: Value[] = [];

  constructor(private readonly graph: Graph) {}

  attend(query: Value, key: Value, value: Value, options: DecoderAttentionOptions): Value {
    const { heads, keyHeads = heads, softcap, window, bias } = options;
    const [batch, sequence, width] = query.shape;
    const headSize = Number(width) / heads;
    // [batch, keyHeads, heads / keyHeads, sequence, headSize]: the queries of a group share keys and values.
    const split = (x: Value, shared: number): Value =>
      x.reshape([batch, sequence, keyHeads, shared, headSize]).permute([0, 2, 3, 1, 4]);
    const [q, k, v] = [split(query, heads / keyHeads), split(key, 1), split(value, 1)];
    let scores = q.matmul(k.transpose(3, 4)).mul(options.scale ?? 1 / Math.sqrt(headSize));
    scores = scores.reshape([batch, heads, sequence, sequence]);
    if (softcap !== undefined) scores = scores.div(softcap).tanh().mul(softcap);
    if (bias) scores = scores.add(bias);
    const attention = scores.where(this.visible(window), LOWEST_FLOAT32).softmax(3);
    this.attentions.push(attention);
    const grouped = attention.reshape([batch, keyHeads, heads / keyHeads, sequence, sequence]);
    return grouped
      .matmul(v)
      .permute([0, 3, 1, 2, 4])
      .reshape([batch, sequence, heads * headSize]);
  }

  keyPositions(): Value {
    return arange(this.graph, 'sequence').to('float32');
  }

  /** Which keys a query sees: bool `[1, 1, sequence, sequence]`. */
  private visible(window: number | undefined): Value {
    return this.graph.once(`visible ${window}`, () => {
      const positions = arange(this.graph, 'sequence');
      const distance = positions.unsqueeze(1).sub(positions.unsqueeze(0));
      const past = distance.greater(-1);
      const seen = window === undefined ? past : past.and(distance.less(window));
      return seen.unsqueeze(0).unsqueeze(0);
    });
  }
}
