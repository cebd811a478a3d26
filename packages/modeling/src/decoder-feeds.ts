import { InvalidArgumentError, Tensor } from '@automodel/core';
import { checkTokenIds, int32Input, ModelInputError, refuseUnknownInputs } from './encoder-feeds.js';

/** Token ids and masks as a tokenizer gives them; all `[batch, sequence]`, int32 or int64. */
export interface DecoderCallInputs {
  readonly input_ids: Tensor;
  /** 1 where a token is, 0 where padding is, on either side; all ones if left out. */
  readonly attention_mask?: Tensor;
  /** The place of each token; if left out, as the class in Python counts them. */
  readonly position_ids?: Tensor;
}

/** What a decoder can read. */
export interface DecoderLimits {
  /** Number of token ids. */
  readonly vocabulary: number;
  /** Longest row. */
  readonly maxLength?: number;
  /** Length beyond which the places of all tokens are turned by other angles, if there is one. */
  readonly switchLength?: number;
  /** Whether positions count the tokens that are there, instead of the columns. */
  readonly positionsFromMask: boolean;
}

/** Rows of tokens without their padding, each filled from the left: so the caches of a batch begin at the same place. */
export class PackedRows {
  /** What the graph takes. */
  readonly feeds: Record<string, Tensor<'int32'>>;
  /** Index of every token among the packed ones, `row * length + place`. */
  readonly tokens: Int32Array;

  constructor(
    readonly batch: number,
    /** Columns as they were given, padding included. */
    readonly sequence: number,
    ids: Int32Array,
    positions: Int32Array,
    /** Index of every token as it was given, `row * sequence + column`. */
    private readonly places: Int32Array,
  ) {
    const lengths = new Int32Array(batch);
    for (const place of places) lengths[Math.floor(place / sequence)]++;
    const length = lengths.reduce((a, b) => Math.max(a, b));
    if (length === 0) throw new ModelInputError('there are no tokens: attention_mask is all zeros');
    const [input_ids, position_ids] = [new Int32Array(batch * length), new Int32Array(batch * length)];
    this.tokens = new Int32Array(places.length);
    const next = new Int32Array(batch);
    places.forEach((place, i) => {
      const row = Math.floor(place / sequence);
      const packed = row * length + next[row]++;
      this.tokens[i] = packed;
      input_ids[packed] = ids[place];
      position_ids[packed] = positions[place];
    });
    this.feeds = {
      input_ids: new Tensor('int32', input_ids, [batch, length]),
      position_ids: new Tensor('int32', position_ids, [batch, length]),
      last_positions: new Tensor(
        'int32',
        // A row without tokens computes something that nobody sees.
        lengths.map((count) => Math.max(count, 1) - 1),
        [batch],
      ),
      total_length: new Tensor('int32', [length], [1]),
    };
  }

  /** Where scores are computed: behind every token, or behind the first `count` alone; int32 `[count]`. */
  logitPositions(count = this.tokens.length): Tensor<'int32'> {
    return new Tensor('int32', this.tokens.subarray(0, count), [count]);
  }

  /** Length of the longest row. */
  get length(): number {
    return this.feeds['input_ids'].dims[1];
  }

  /**
   * Vectors of the tokens back in the columns that they had, zeros at padding.
   *
   * @param values `[tokens, width]`, or `[batch, length, width]`
   * @returns `[batch, sequence, width]`
   */
  unpack(values: Tensor<'float32'>): Tensor<'float32'> {
    const { batch, sequence, places } = this;
    const width = values.dims[values.dims.length - 1];
    const dims = [batch, sequence, width];
    if (places.length === batch * sequence) return new Tensor('float32', values.data, dims);
    const rows = values.dims.length === 3 ? this.tokens : undefined;
    const data = new Float32Array(batch * sequence * width);
    places.forEach((place, i) => {
      const from = (rows?.[i] ?? i) * width;
      data.set(values.data.subarray(from, from + width), place * width);
    });
    return new Tensor('float32', data, dims);
  }

  /** Attentions to other tokens, `[batch, heads, length, keys]` to `[batch, heads, sequence, keys]`, zeros at padding. */
  unpackQueries(values: Tensor<'float32'>): Tensor<'float32'> {
    const { batch, sequence, length, places } = this;
    if (places.length === batch * sequence) return values;
    const [, heads, , keys] = values.dims;
    const data = new Float32Array(batch * heads * sequence * keys);
    places.forEach((query, i) => {
      for (let head = 0; head < heads; head++) {
        const matrix = Math.floor(query / sequence) * heads + head;
        const from = (matrix * length + (this.tokens[i] % length)) * keys;
        data.set(values.data.subarray(from, from + keys), (matrix * sequence + (query % sequence)) * keys);
      }
    });
    return new Tensor('float32', data, [batch, heads, sequence, keys]);
  }

  /** Attentions `[batch, heads, length, length]` to `[batch, heads, sequence, sequence]`, zeros at padding. */
  unpackAttention(values: Tensor<'float32'>): Tensor<'float32'> {
    const { batch, sequence, length, places } = this;
    if (places.length === batch * sequence) return values;
    const heads = values.dims[1];
    const data = new Float32Array(batch * heads * sequence * sequence);
    places.forEach((query, i) => {
      const row = Math.floor(query / sequence);
      for (let j = i; j >= 0 && Math.floor(places[j] / sequence) === row; j--) {
        for (let head = 0; head < heads; head++) {
          const matrix = row * heads + head;
          const from = (matrix * length + (this.tokens[i] % length)) * length + (this.tokens[j] % length);
          const to = (matrix * sequence + (query % sequence)) * sequence + (places[j] % sequence);
          data[to] = values.data[from];
        }
      }
    });
    return new Tensor('float32', data, [batch, heads, sequence, sequence]);
  }
}

/**
 * Checks a call's inputs and takes padding out of them.
 *
 * @throws ModelInputError for shapes, ids or lengths that the network cannot read
 */
export function packRows(inputs: DecoderCallInputs, limits: DecoderLimits): PackedRows {
  refuseUnknownInputs(inputs, ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids']);
  const ids = int32Input('input_ids', inputs.input_ids);
  if (ids.dims.length !== 2 || ids.size === 0) {
    throw new ModelInputError(
      `input_ids must be [batch, sequence] and not empty; they are ${ids.describe()}`,
    );
  }
  const [batch, sequence] = ids.dims;
  const mask = inputs.attention_mask && int32Input('attention_mask', inputs.attention_mask, ids);
  const places: number[] = [];
  const positions = inputs.position_ids
    ? int32Input('position_ids', inputs.position_ids, ids).data
    : new Int32Array(ids.size);
  for (let row = 0; row < batch; row++) {
    let seen = 0;
    for (let column = 0; column < sequence; column++) {
      const place = row * sequence + column;
      if (mask && mask.data[place] === 0) continue;
      if (!inputs.position_ids) positions[place] = limits.positionsFromMask ? seen : column;
      seen++;
      places.push(place);
    }
  }
  checkTokenIds(ids, limits.vocabulary, places);
  const { maxLength } = limits;
  const last = places.reduce((largest, place) => Math.max(largest, positions[place]), 0);
  if (maxLength !== undefined && last >= maxLength) throw tooLong(last + 1, maxLength);
  return new PackedRows(batch, sequence, ids.data, positions, Int32Array.from(places));
}

/**
 * Rows that a decoder wrote, to be computed anew all at once: positions count from the first token of each.
 *
 * @param rows of one length
 * @param masks of each row, 1 where a token is, 0 where padding is
 * @throws InvalidArgumentError for rows that turned positions by other angles on the way
 */
export function packWritten(
  rows: readonly Int32Array[],
  masks: readonly Int32Array[],
  limits: DecoderLimits,
): PackedRows {
  const matrix = (values: readonly Int32Array[]): Tensor<'int32'> => {
    const data = new Int32Array(values.length * values[0].length);
    values.forEach((row, i) => {
      data.set(row, i * row.length);
    });
    return new Tensor('int32', data, [values.length, values[0].length]);
  };
  const packed = packRows(
    { input_ids: matrix(rows), attention_mask: matrix(masks) },
    { ...limits, positionsFromMask: true },
  );
  if (packed.length <= (limits.switchLength ?? Infinity)) return packed;
  throw new InvalidArgumentError(
    `a row of ${packed.length} tokens turns positions by other angles from token ${limits.switchLength! + 1} on: what ` +
      'its layers held before is gone; ask a plain call of the model',
  );
}

/** The error for a row that is longer than a network reads. */
export function tooLong(length: number, maxLength: number): ModelInputError {
  return new ModelInputError(
    `the input is ${length} tokens long, the model reads at most ${maxLength}; shorten the text, or truncate it ` +
      `with { truncation: true, max_length: ${maxLength} } as options of the tokenizer`,
  );
}
