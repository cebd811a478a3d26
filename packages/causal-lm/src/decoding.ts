import { InvalidArgumentError } from '@automodel/core';
import type { DecodingState, StartOptions } from '@automodel/generation';
import type { Session } from '@automodel/runtime';
import { BoundBuffers } from './bound-buffers.js';
import { KeyValueCaches } from './key-value-caches.js';

/** Computes prompts in one run, and gives rows that continue them. */
export async function startDecoding(session: Session, options: StartOptions): Promise<DecodingState> {
  const state = new CachedDecoding(session, options);
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
  /** Slot of each row. */
  private slots: Int32Array;
  private readonly caches: KeyValueCaches;
  private readonly buffers: BoundBuffers;
  private readonly vocabulary: number;
  private readonly hiddenSize: number;
  private readonly capacity: number;
  private readonly keepsHidden: boolean;
  private readonly copies: number;
  /** Tokens of each row in the last run. */
  private newTokens = 0;
  private scores: Float32Array[] = [];
  /** What `scores` are the rows of, as long as they are. */
  private scored?: Float32Array;

  constructor(session: Session, { prompts, copies, capacity, hiddenStates = false }: StartOptions) {
    const size = (name: string): number =>
      Number(session.outputs.find((output) => output.name === name)!.shape.at(-1));
    this.vocabulary = size('logits');
    this.hiddenSize = size('last_hidden_state');
    this.capacity = capacity;
    this.keepsHidden = hiddenStates;
    this.copies = copies;
    const rows = prompts.length * copies;
    this.slots = Int32Array.from({ length: rows }, (_, row) => row);
    this.buffers = new BoundBuffers(session);
    this.caches = new KeyValueCaches(session, this.buffers.binding, rows, capacity);
  }

  get rows(): number {
    return this.slots.length;
  }

  length(row: number): number {
    return this.caches.lengths[this.slots[row]];
  }

  logits(row: number): Float32Array {
    return this.scores[this.slots[row]];
  }

  hidden(row: number): Float32Array {
    const slot = this.slotOfHidden(row);
    // Rows of a run are as long as its longest one; a prompt's last token may come earlier.
    const last = this.newTokens === 1 ? 0 : Math.min(this.newTokens, this.caches.lengths[slot]) - 1;
    const start = (slot * this.newTokens + last) * this.hiddenSize;
    return this.hiddenStates().subarray(start, start + this.hiddenSize);
  }

  promptHidden(row: number): Float32Array {
    const slot = this.slotOfHidden(row);
    const start = slot * this.newTokens * this.hiddenSize;
    return this.hiddenStates().subarray(start, start + this.caches.lengths[slot] * this.hiddenSize);
  }

  async prefill({ prompts, copies, signal }: StartOptions): Promise<void> {
    const count = prompts.length;
    const longest = prompts.reduce((length, prompt) => Math.max(length, prompt.length), 0);
    this.caches.resize(count);
    const { ids, positions, last } = this.inputs(count, longest);
    ids.fill(0);
    positions.fill(0);
    const logitPositions = this.buffers.input('logit_positions', [count]);
    prompts.forEach((prompt, slot) => {
      for (let i = 0; i < prompt.length; i++) {
        ids[slot * longest + i] = prompt[i];
        positions[slot * longest + i] = i;
      }
      last[slot] = prompt.length - 1;
      logitPositions[slot] = slot * longest + prompt.length - 1;
    });
    // The buffer has room for all rows; the prompts' scores are spread over their copies afterwards.
    this.buffers.output('logits', [count * copies, this.vocabulary]);
    await this.compute(count, longest, longest, signal);
    prompts.forEach((prompt, slot) => {
      this.caches.append(slot, prompt);
    });
    this.spread(count, copies);
  }

  async step(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<void> {
    const { rows, slots, caches } = this;
    const { ids, positions, last } = this.inputs(rows, 1);
    const logitPositions = this.buffers.input('logit_positions', [rows]);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const slot = slots[row];
      const length = caches.lengths[slot];
      ids[slot] = tokens[row];
      positions[slot] = length;
      last[slot] = length;
      logitPositions[slot] = slot;
      total = Math.max(total, length + 1);
    }
    await this.compute(rows, 1, total, signal);
    for (let row = 0; row < rows; row++) caches.appendOne(slots[row], tokens[row]);
  }

  async extend(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array[]> {
    this.requireOneRow('extend');
    const count = tokens.length;
    const start = this.caches.lengths[0];
    const { ids, positions, last } = this.inputs(1, count);
    const logitPositions = this.buffers.input('logit_positions', [count]);
    for (let i = 0; i < count; i++) {
      ids[i] = tokens[i];
      positions[i] = start + i;
      logitPositions[i] = i;
    }
    last[0] = start + count - 1;
    await this.compute(1, count, start + count, signal);
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
    const { slots } = this;
    const rows = parents.length;
    const next = new Int32Array(rows).fill(-1);
    const taken = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const slot = slots[parents[row]];
      if (slot >= rows || taken[slot]) continue;
      taken[slot] = 1;
      next[row] = slot;
    }
    // No row goes on in a slot that is still free: whoever could, has taken it.
    let free = 0;
    for (let row = 0; row < rows; row++) {
      if (next[row] >= 0) continue;
      while (taken[free]) free++;
      this.caches.copy(slots[parents[row]], free);
      next[row] = free++;
    }
    if (rows < slots.length) this.caches.resize(rows);
    this.slots = next;
  }

  dispose(): void {
    this.caches.dispose();
    this.buffers.dispose();
    this.scores = [];
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
    const { buffers, vocabulary } = this;
    buffers.input('total_length', [1])[0] = total;
    const positions = buffers.dims('logit_positions')[0];
    const logits = buffers.output('logits', [positions, vocabulary]);
    if (this.keepsHidden) buffers.output('last_hidden_state', [rows, count, this.hiddenSize]);
    await buffers.binding.run({ signal });
    this.newTokens = count;
    if (this.scored !== logits) this.scores = rowsOf(logits, positions, vocabulary);
    this.scored = logits;
  }

  /** Gives every copy of a prompt its caches and scores, from the last to the first, so that none is overwritten. */
  private spread(prompts: number, copies: number): void {
    if (copies === 1) return;
    const rows = prompts * copies;
    this.caches.resize(rows);
    const logits = this.buffers.output('logits', [rows, this.vocabulary]);
    this.scores = rowsOf(logits, rows, this.vocabulary);
    this.scored = logits;
    for (let row = rows - 1; row > 0; row--) {
      const prompt = Math.floor(row / copies);
      if (prompt === row) continue;
      this.caches.copy(prompt, row);
      this.scores[row].set(this.scores[prompt]);
    }
  }

  /** Before the first step, hidden states are those of the prompts. */
  private slotOfHidden(row: number): number {
    const slot = this.slots[row];
    const computed = this.buffers.dims('last_hidden_state')[0];
    return computed === this.rows ? slot : Math.floor(row / this.copies);
  }

  private hiddenStates(): Float32Array {
    return this.buffers.data('last_hidden_state') as Float32Array;
  }

  private requireOneRow(what: string): void {
    if (this.rows !== 1) throw new InvalidArgumentError(`${what}() works on one row; there are ${this.rows}`);
  }
}

function rowsOf(values: Float32Array, rows: number, width: number): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width));
}
