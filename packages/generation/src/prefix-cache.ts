import { InvalidArgumentError } from '@automodel/core';
import type { DecodingState, GenerationModel, StartOptions } from './generation-model.js';

/**
 * A model that remembers its last row: a prompt that begins with the same tokens, as the next turn of a chat does, computes
 * only what is new. Generates one sequence at a time; dispose it at the end.
 *
 * @example
 * const chat = new PrefixCache(model);
 * await generate(chat, { prompts: [firstTurn] });
 * await generate(chat, { prompts: [[...firstTurn, ...answer, ...secondTurn]] }); // computes the new tokens only
 * chat.dispose();
 */
export class PrefixCache implements GenerationModel {
  readonly vocabSize: number;
  readonly maxLength: number | undefined;
  private kept?: { readonly state: DecodingState; readonly capacity: number; tokens: number[] };
  private isLent = false;

  /** @param capacity tokens that memory is made for, if a call does not ask for more: the longest chat */
  constructor(
    private readonly model: GenerationModel,
    private readonly capacity = model.maxLength ?? 0,
  ) {
    this.vocabSize = model.vocabSize;
    this.maxLength = model.maxLength;
  }

  /** Tokens whose computation a prompt that begins with them saves. */
  get tokens(): readonly number[] {
    return this.kept?.tokens ?? [];
  }

  /** @throws InvalidArgumentError if the last row is not disposed yet */
  async start(options: StartOptions): Promise<DecodingState> {
    // What several rows, or hidden states of the prompt need, is not kept.
    if (options.prompts.length !== 1 || options.copies !== 1 || options.hiddenStates) {
      return this.model.start(options);
    }
    if (this.isLent) {
      throw new InvalidArgumentError(
        'a PrefixCache generates one sequence at a time: await the one that runs',
      );
    }
    this.isLent = true;
    try {
      return this.lend(await this.continue(Array.from(options.prompts[0]), options));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Frees the memory; what comes next is computed anew. */
  dispose(): void {
    this.kept?.state.dispose();
    this.kept = undefined;
    this.isLent = false;
  }

  /** Makes the kept row one with the prompt's tokens, and gives the scores behind it. */
  private async continue(
    prompt: number[],
    { capacity, signal }: StartOptions,
  ): Promise<{ kept: NonNullable<PrefixCache['kept']>; scores: Float32Array }> {
    const { kept } = this;
    const common = kept ? commonLength(kept.tokens, prompt) : 0;
    // The last token is computed in any case: its scores are needed.
    const reused = Math.min(common, prompt.length - 1);
    if (!kept || kept.capacity < capacity || reused === 0) {
      kept?.state.dispose();
      this.kept = undefined;
      const room = Math.max(capacity, this.capacity);
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

  private lend({
    kept,
    scores,
  }: {
    kept: NonNullable<PrefixCache['kept']>;
    scores: Float32Array;
  }): DecodingState {
    const { state } = kept;
    let first: Float32Array | undefined = scores;
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
        this.isLent = false;
      },
    };
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
