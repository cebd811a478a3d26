import { InvalidArgumentError } from '@automodel/core';
import type { DecodingState, GenerationModel, StartOptions } from './generation-model.js';

/**
 * A model whose rows have no end: where one outgrows what the model reads, its beginning is forgotten, and the end is
 * computed anew, so that there is room again. At least half of the context is kept, and more where no more room is needed.
 */
export class SlidingContext implements GenerationModel {
  readonly vocabSize: number;
  readonly maxLength = undefined;

  /** @param limit the most tokens that `model` reads */
  constructor(
    private readonly model: GenerationModel,
    private readonly limit: number,
  ) {
    this.vocabSize = model.vocabSize;
  }

  async start(options: StartOptions): Promise<DecodingState> {
    const { model, limit } = this;
    const capacity = Math.min(options.capacity, limit);
    const rows = options.prompts.map((prompt) => Array.from(prompt));
    const begin = (prompts: readonly (readonly number[])[], copies: number, signal?: AbortSignal) =>
      model.start({ ...options, prompts, copies, capacity, signal });
    const kept = rows.map((row) => (row.length < limit ? row : row.slice(-this.kept(row.length, options))));
    const state = await begin(kept, options.copies, options.signal);
    const copied = rows.flatMap((row) => Array.from({ length: options.copies }, () => [...row]));
    return new SlidingState(state, copied, {
      restart: (prompts, signal) => begin(prompts, 1, signal),
      isFull: (length) => length > limit,
      kept: (length, coming) => Math.min(this.kept(length, options), limit - coming),
    });
  }

  /** How many of a row's tokens are kept where not all can be: there must be room for what is still to come. */
  private kept(length: number, { capacity }: StartOptions): number {
    return Math.max(Math.floor(this.limit / 2), this.limit - Math.max(1, capacity - length));
  }
}

interface Window {
  restart(prompts: readonly (readonly number[])[], signal?: AbortSignal): Promise<DecodingState>;
  /** Whether a row cannot be so long in the model. */
  isFull(length: number): boolean;
  /** How many tokens of a row of some length are kept, if others are to come in the same run. */
  kept(length: number, coming: number): number;
}

class SlidingState implements DecodingState {
  constructor(
    private state: DecodingState,
    /** All tokens of each row, forgotten ones included. */
    private tokens: number[][],
    private readonly window: Window,
  ) {}

  get rows(): number {
    return this.state.rows;
  }

  length(row: number): number {
    return this.tokens[row].length;
  }

  logits(row: number): Float32Array {
    return this.state.logits(row);
  }

  hidden(row: number): Float32Array {
    return this.state.hidden(row);
  }

  promptHidden(row: number): Float32Array {
    return this.state.promptHidden(row);
  }

  async step(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<void> {
    const isFull = this.tokens.some((_, row) => this.window.isFull(this.state.length(row) + 1));
    this.tokens.forEach((row, i) => row.push(tokens[i]));
    if (isFull) await this.slide(0, signal);
    else await this.state.step(tokens, signal);
  }

  async extend(tokens: ArrayLike<number>, signal?: AbortSignal): Promise<Float32Array[]> {
    if (this.window.isFull(this.state.length(0) + tokens.length)) await this.slide(tokens.length, signal);
    const scores = await this.state.extend(tokens, signal);
    this.tokens[0].push(...Array.from(tokens));
    return scores;
  }

  crop(length: number): void {
    const forgotten = this.tokens[0].length - this.state.length(0);
    if (length <= forgotten) {
      throw new InvalidArgumentError(
        `the first ${forgotten} tokens of this row are forgotten: it cannot become ${length} tokens long`,
      );
    }
    this.state.crop(length - forgotten);
    this.tokens[0].length = Math.min(length, this.tokens[0].length);
  }

  reorder(parents: ArrayLike<number>): void {
    this.state.reorder(parents);
    this.tokens = Array.from(parents, (parent) => [...this.tokens[parent]]);
  }

  dispose(): void {
    this.state.dispose();
  }

  /** Computes the ends of rows anew, as beginnings. */
  private async slide(coming: number, signal?: AbortSignal): Promise<void> {
    // First, so that there is memory for one only.
    this.state.dispose();
    const ends = this.tokens.map((row) => row.slice(-this.window.kept(row.length, coming)));
    this.state = await this.window.restart(ends, signal);
  }
}
