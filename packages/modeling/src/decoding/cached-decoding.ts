import { InvalidArgumentError } from '@automodel/core';
import type { DecodingState, StartOptions } from '@automodel/generation';
import type { Session } from '@automodel/runtime';
import { tooLong, type DecoderLimits } from '../decoder-feeds.js';
import { BoundBuffers } from './bound-buffers.js';
import { checkPrompts } from './check-prompts.js';
import type { InputMemory } from './input-memory.js';
import { KeyValueCaches } from './key-value-caches.js';
import { RowSlots } from './row-slots.js';

/**
 * Computes prompts in one run, and gives rows that continue them.
 *
 * @param memory of as many inputs as there are prompts, whose rows read it; disposed with the rows
 * @throws ModelInputError for a prompt that the network cannot read
 */
export async function startDecoding(
  session: Session,
  limits: DecoderLimits,
  options: StartOptions,
  memory?: InputMemory,
): Promise<DecodingState> {
  checkPrompts(options, limits);
  const state = new CachedDecoding(session, limits, options, memory);
  try {
    await state.prefill(options);
    return state;
  } catch (error) {
    state.dispose();
    throw error;
  }
}

/**
 * Rows of tokens whose keys and values lie in caches that the graph appends to in place. A row lives in a slot of the
 * caches; reordering rows exchanges slots, and copies only what a row must take over from another that goes on, too.
 */
class CachedDecoding implements DecodingState {
  private places: RowSlots;
  private readonly caches: KeyValueCaches;
  private readonly buffers: BoundBuffers;
  private readonly vocabulary: number;
  private readonly hiddenSize: number;
  private readonly capacity: number;
  private readonly keepsHidden: boolean;
  /** Slots that share a row of the last hidden states: after the prompts, their copies do. */
  private sharers = 1;
  /** Tokens of each row in the last run. */
  private newTokens = 0;
  /** Whether the keys in the caches are turned by the angles of long contexts. */
  private stretched = false;
  private scores: Float32Array[] = [];
  /** What `scores` are the rows of, as long as they are. */
  private scored?: Float32Array;

  constructor(
    session: Session,
    private readonly limits: DecoderLimits,
    { prompts, copies, capacity, hiddenStates = false }: StartOptions,
    private readonly memory?: InputMemory,
  ) {
    const size = (name: string): number =>
      Number(session.outputs.find((output) => output.name === name)!.shape.at(-1));
    this.vocabulary = size('logits');
    this.hiddenSize = size('last_hidden_state');
    this.capacity = capacity;
    this.keepsHidden = hiddenStates;
    this.places = this.placesOf(prompts.length, 1);
    this.buffers = new BoundBuffers(session);
    memory?.bind(this.buffers.binding);
    this.caches = new KeyValueCaches(session, this.buffers.binding, prompts.length * copies, capacity);
  }

  get rows(): number {
    return this.slots.length;
  }

  /** Slot of each row. */
  private get slots(): Int32Array {
    return this.places.slots;
  }

  length(row: number): number {
    return this.caches.lengths[this.slots[row]];
  }

  logits(row: number): Float32Array {
    return this.scores[this.slots[row]];
  }

  hidden(row: number): Float32Array {
    // Rows of a run are as long as its longest one; a prompt's last token may come earlier.
    const last = Math.min(this.newTokens, this.length(row)) - 1;
    return this.hiddenStates(row, last, last + 1);
  }

  promptHidden(row: number): Float32Array {
    return this.hiddenStates(row, 0, this.length(row));
  }

  async prefill({ prompts, copies, signal }: StartOptions): Promise<void> {
    this.caches.resize(prompts.length);
    // There is room for all rows; the prompts' scores are spread over their copies afterwards.
    this.buffers.output('logits', [prompts.length * copies, this.vocabulary]);
    await this.computeWhole(prompts, 1, signal);
    prompts.forEach((prompt, slot) => {
      this.caches.append(slot, prompt);
    });
    this.spread(prompts.length, copies);
  }

  async step(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<void> {
    const { rows, slots, caches } = this;
    let total = 0;
    for (let row = 0; row < rows; row++) total = Math.max(total, this.length(row) + 1);
    if (this.turnsOtherwise(total)) {
      const whole: Int32Array[] = [];
      for (let row = 0; row < rows; row++) whole[slots[row]] = caches.tokens(slots[row], [tokens[row]]);
      await this.computeWhole(whole, 1, signal);
    } else await this.computeNext(tokens, total, signal);
    for (let row = 0; row < rows; row++) caches.appendOne(slots[row], tokens[row]);
  }

  async extend(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array[]> {
    this.requireOneRow('extend');
    const count = tokens.length;
    const start = this.caches.lengths[0];
    if (this.turnsOtherwise(start + count)) {
      await this.computeWhole([this.caches.tokens(0, tokens)], count, signal);
    } else await this.computeMore(tokens, start, signal);
    this.caches.append(0, tokens);
    const all = this.scores;
    this.scores = all.slice(-1);
    this.scored = undefined;
    return all;
  }

  crop(length: number): void {
    this.requireOneRow('crop');
    this.caches.lengths[0] = Math.min(length, this.caches.lengths[0]);
  }

  reorder(parents: ArrayLike<number>): void {
    const { places, caches, memory } = this;
    const { inputs, size } = places;
    places.reorder(parents, caches, memory);
    for (const slot of places.vacant) caches.clear(slot);
    if (places.size < size) caches.resize(places.size);
    if (places.inputs < inputs) memory?.resize(places.inputs);
  }

  dispose(): void {
    this.caches.dispose();
    this.buffers.dispose();
    this.memory?.dispose();
    this.scores = [];
  }

  /**
   * Computes rows from their first token on, into the slots of their places.
   *
   * @param scored of each row, how many of the last tokens get scores
   */
  private async computeWhole(
    rows: readonly ArrayLike<number>[],
    scored: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const longest = rows.reduce((length, row) => Math.max(length, row.length), 0);
    const { ids, positions, last } = this.inputs(rows.length, longest);
    ids.fill(0);
    positions.fill(0);
    const logitPositions = this.buffers.input('logit_positions', [rows.length * scored]);
    rows.forEach((tokens, slot) => {
      const { length } = tokens;
      for (let i = 0; i < length; i++) {
        ids[slot * longest + i] = tokens[i];
        positions[slot * longest + i] = i;
      }
      last[slot] = length - 1;
      for (let i = 0; i < scored; i++) {
        logitPositions[slot * scored + i] = slot * longest + length - scored + i;
      }
    });
    await this.compute(rows.length, longest, longest, signal);
  }

  /** Computes one more token of every row. */
  private async computeNext(tokens: ArrayLike<number>, total: number, signal?: AbortSignal): Promise<void> {
    const { rows, slots, caches } = this;
    const { size, vacant } = this.places;
    const { ids, positions, last } = this.inputs(size, 1);
    const logitPositions = this.buffers.input('logit_positions', [size]);
    for (let row = 0; row < rows; row++) {
      const slot = slots[row];
      const length = caches.lengths[slot];
      ids[slot] = tokens[row];
      positions[slot] = length;
      last[slot] = length;
      logitPositions[slot] = slot;
    }
    // Something is computed there, too, and not looked at.
    for (const slot of vacant) {
      ids[slot] = positions[slot] = last[slot] = 0;
      logitPositions[slot] = slot;
    }
    await this.compute(size, 1, total, signal);
  }

  /** Computes several more tokens of the only row. */
  private async computeMore(tokens: ArrayLike<number>, start: number, signal?: AbortSignal): Promise<void> {
    const count = tokens.length;
    const { ids, positions, last } = this.inputs(1, count);
    const logitPositions = this.buffers.input('logit_positions', [count]);
    for (let i = 0; i < count; i++) {
      ids[i] = tokens[i];
      positions[i] = start + i;
      logitPositions[i] = i;
    }
    last[0] = start + count - 1;
    await this.compute(1, count, start + count, signal);
  }

  /** Whether the keys that lie in the caches would be turned by other angles if rows were so long. */
  private turnsOtherwise(total: number): boolean {
    return this.isStretched(total) !== this.stretched;
  }

  private isStretched(total: number): boolean {
    return total > (this.limits.switchLength ?? Infinity);
  }

  private inputs(rows: number, count: number): { ids: Int32Array; positions: Int32Array; last: Int32Array } {
    return {
      ids: this.buffers.input('input_ids', [rows, count]),
      positions: this.buffers.input('position_ids', [rows, count]),
      last: this.buffers.input('last_positions', [rows]),
    };
  }

  private async compute(rows: number, count: number, total: number, signal?: AbortSignal): Promise<void> {
    if (total > this.capacity) {
      throw new InvalidArgumentError(
        `a row would have ${total} tokens, but memory was made for ${this.capacity}: ask for more capacity`,
      );
    }
    const { maxLength } = this.limits;
    if (maxLength !== undefined && total > maxLength) throw tooLong(total, maxLength);
    const { buffers, vocabulary } = this;
    buffers.input('total_length', [1])[0] = total;
    const positions = buffers.dims('logit_positions')[0];
    const logits = buffers.output('logits', [positions, vocabulary]);
    if (this.keepsHidden) buffers.output('last_hidden_state', [rows, count, this.hiddenSize]);
    await buffers.binding.run({ signal });
    this.newTokens = count;
    this.sharers = 1;
    this.stretched = this.isStretched(total);
    if (this.scored !== logits) this.scores = rowsOf(logits, positions, vocabulary);
    this.scored = logits;
  }

  /** Gives every copy of a prompt its caches and scores, from the last to the first, so that none is overwritten. */
  private spread(prompts: number, copies: number): void {
    if (copies === 1) return;
    this.sharers = copies;
    const rows = prompts * copies;
    this.places = this.placesOf(prompts, copies);
    this.caches.resize(rows);
    const logits = this.buffers.output('logits', [rows, this.vocabulary]);
    this.scores = rowsOf(logits, rows, this.vocabulary);
    this.scored = logits;
    for (let row = rows - 1; row > 0; row--) {
      const prompt = Math.floor(row / copies);
      if (prompt === row) continue;
      this.caches.move(prompt, row);
      this.scores[row].set(this.scores[prompt]);
    }
  }

  /** Of a row's tokens of the last run. */
  private hiddenStates(row: number, begin: number, end: number): Float32Array {
    const states = this.buffers.data('last_hidden_state') as Float32Array;
    const first = Math.floor(this.slots[row] / this.sharers) * this.newTokens;
    return states.subarray((first + begin) * this.hiddenSize, (first + end) * this.hiddenSize);
  }

  /** Without a memory, all rows may take over from each other, as if they read one input. */
  private placesOf(prompts: number, copies: number): RowSlots {
    return this.memory ? new RowSlots(prompts, copies) : new RowSlots(1, prompts * copies);
  }

  private requireOneRow(what: string): void {
    if (this.rows !== 1) throw new InvalidArgumentError(`${what}() works on one row; there are ${this.rows}`);
  }
}

function rowsOf(values: Float32Array, rows: number, width: number): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width));
}
