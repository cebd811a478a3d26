import { InvalidArgumentError } from '@automodel/core';
import type { DecodingState, GenerationModel, StartOptions } from './generation-model.js';

/** Tokens that memory is made for at least, if the context is that long. */
const LEAST_CAPACITY = 1024;

/** A row that is kept, and its tokens. */
interface KeptRow {
  readonly state: DecodingState;
  readonly capacity: number;
  tokens: number[];
}

/**
 * Remembers the last row of a model: a prompt that begins with the same tokens, as the next turn of a chat does, computes
 * only what is new. Give it to `generate()` as `prefixCache`; results are the same with and without it. It serves one row
 * at a time. Dispose it at the end.
 *
 * @example
 * const prefixCache = new PrefixCache(model);
 * await model.generate(firstTurn, { prefixCache });
 * await model.generate(firstTurnAnswerAndSecondTurn, { prefixCache }); // computes the new tokens only
 * prefixCache.dispose();
 */
export class PrefixCache implements GenerationModel {
  readonly vocabSize: number;
  readonly maxLength: number | undefined;
  private kept?: KeptRow;
  private isLent = false;
  private isDisposed = false;

  /**
   * @param model whose rows are kept
   * @param capacity tokens that memory is made for: the longest chat, with its answers. If left out, it is twice what the
   *   first call needs, at least 1024, at most the model's context. A row that outgrows it is computed anew, with twice
   *   as much
   */
  constructor(
    readonly model: GenerationModel,
    private readonly capacity?: number,
  ) {
    this.vocabSize = model.vocabSize;
    this.maxLength = model.maxLength;
  }

  /** Tokens whose computation a prompt that begins with them saves. */
  get tokens(): readonly number[] {
    return this.kept?.tokens ?? [];
  }

  /** @throws InvalidArgumentError for more than one row, or if the last one is still in use */
  async start(options: StartOptions): Promise<DecodingState> {
    if (options.prompts.length !== 1 || options.copies !== 1 || options.hiddenStates) {
      throw new InvalidArgumentError(
        'a prefixCache keeps one row: give one prompt, and neither beams, several sequences nor penalty_alpha',
      );
    }
    if (this.isLent) {
      throw new InvalidArgumentError('a prefixCache serves one call at a time: await the one that runs');
    }
    this.isLent = true;
    this.isDisposed = false;
    try {
      return this.lend(await this.continue(Array.from(options.prompts[0]), options));
    } catch (error) {
      this.forget();
      this.isLent = false;
      throw error;
    }
  }

  /** Frees the memory, after the call that runs, if one does. What comes next is computed anew. */
  dispose(): void {
    this.isDisposed = true;
    if (!this.isLent) this.forget();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private forget(): void {
    this.kept?.state.dispose();
    this.kept = undefined;
  }

  /** Makes the kept row one with the prompt's tokens, and gives the scores behind it. */
  private async continue(
    prompt: number[],
    { capacity, signal }: StartOptions,
  ): Promise<{ kept: KeptRow; scores: Float32Array }> {
    const { kept } = this;
    const common = kept ? commonLength(kept.tokens, prompt) : 0;
    // The last token is computed in any case: its scores are needed.
    const reused = Math.min(common, prompt.length - 1);
    if (!kept || kept.capacity < capacity || reused === 0) {
      this.forget();
      const room = this.room(capacity);
      const state = await this.model.start({ prompts: [prompt], copies: 1, capacity: room, signal });
      this.kept = { state, capacity: room, tokens: prompt };
      return { kept: this.kept, scores: state.logits(0) };
    }
    kept.state.crop(reused);
    kept.tokens.length = reused;
    const scores = await kept.state.extend(prompt.slice(reused), signal);
    kept.tokens = prompt;
    return { kept, scores: scores[scores.length - 1] };
  }

  /** Tokens that memory is made for, where a call needs some. */
  private room(needed: number): number {
    const wanted = Math.min(Math.max(2 * needed, LEAST_CAPACITY), this.maxLength ?? Infinity);
    return Math.max(needed, this.capacity ?? wanted);
  }

  private lend({ kept, scores }: { kept: KeptRow; scores: Float32Array }): DecodingState {
    const { state } = kept;
    let first: Float32Array | undefined = scores;
    let isReturned = false;
    return {
      rows: 1,
      length: () => state.length(0),
      logits: () => first ?? state.logits(0),
      hidden: (row) => state.hidden(row),
      promptHidden: (row) => state.promptHidden(row),
      step: async (tokens, signal) => {
        first = undefined;
        await state.step(tokens, signal);
        kept.tokens.push(tokens[0]);
      },
      reorder: () => {
        // One row stays where it is.
      },
      extend: async (tokens, signal) => {
        first = undefined;
        const all = await state.extend(tokens, signal);
        kept.tokens.push(...Array.from(tokens));
        return all;
      },
      crop: (length) => {
        state.crop(length);
        kept.tokens.length = Math.min(length, kept.tokens.length);
      },
      dispose: () => {
        if (isReturned) return;
        isReturned = true;
        this.isLent = false;
        if (this.isDisposed) this.forget();
      },
    };
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
