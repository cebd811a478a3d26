import { RunAbortedError } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { counter, scrambled, tokensOf } from '../test/small-models.js';
import { PrefixCache } from './prefix-cache.js';
import type { GenerateOptions } from './request.js';

describe('PrefixCache', () => {
  it('computes only what is new in the next turn of a chat', async () => {
    const model = counter();
    const prefixCache = new PrefixCache(model);
    const options = { max_new_tokens: 4, prefixCache };
    const first = await tokensOf(model, [[1, 2, 3]], options);
    expect([model.prefilled, model.decoded]).toEqual([3, 3]);
    const next = [...first[0], 9, 9];
    const expected = await tokensOf(counter(), [next], { max_new_tokens: 4 });
    expect(await tokensOf(model, [next], options)).toEqual(expected);
    // The last token of the answer, two of the question, and three of the new answer.
    expect([model.prefilled, model.decoded]).toEqual([3, 3 + 3 + 3]);
    prefixCache.dispose();
    expect(model.open).toBe(0);
  });

  it('forgets what another prompt does not begin with', async () => {
    const model = scrambled();
    using prefixCache = new PrefixCache(model, 40);
    for (const prompt of [[1, 2, 3], [1, 2, 7, 8], [5], [1, 2], new Array<number>(60).fill(4)]) {
      for (const more of [{}, { prompt_lookup_num_tokens: 3 }, { do_sample: true, seed: 4 }]) {
        const options = { max_new_tokens: 5, ...more };
        expect(await tokensOf(model, [prompt], { ...options, prefixCache })).toEqual(
          await tokensOf(scrambled(), [prompt], options),
        );
      }
    }
    expect(model.open).toBe(1);
  });

  it('serves one row of its own model, one call at a time', async () => {
    const model = counter();
    using prefixCache = new PrefixCache(model);
    const call = (more: GenerateOptions): Promise<number[][]> =>
      tokensOf(model, [[1]], { max_new_tokens: 4, prefixCache, ...more });
    await expect(call({ num_beams: 2 })).rejects.toThrow(/keeps one row/);
    await expect(call({ do_sample: true, num_return_sequences: 2 })).rejects.toThrow(/keeps one row/);
    await expect(call({ guidance_scale: 2 })).rejects.toThrow(/prefixCache and guidance_scale/);
    await expect(call({ prefixCache: new PrefixCache(counter()) })).rejects.toThrow(/of another model/);
    const running = call({});
    await expect(call({})).rejects.toThrow(/one call at a time/);
    // What a call computes with is freed when it is over.
    prefixCache.dispose();
    await running;
    expect(model.open).toBe(0);
  });

  it('goes on after an abort', async () => {
    const model = counter();
    using prefixCache = new PrefixCache(model);
    const controller = new AbortController();
    const onStep = (): void => {
      controller.abort();
    };
    const { signal } = controller;
    const running = tokensOf(model, [[1, 2, 3]], { prefixCache, signal, onStep });
    await expect(running).rejects.toThrow(RunAbortedError);
    expect(await tokensOf(model, [[1, 2, 3]], { prefixCache, max_new_tokens: 2 })).toEqual([[1, 2, 3, 4, 5]]);
  });
});
