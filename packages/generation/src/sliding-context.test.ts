import { describe, expect, it } from 'vitest';
import { CountingModel } from '../test/counting-model.js';
import { counter, tokensOf, VOCABULARY } from '../test/small-models.js';
import { PrefixCache } from './prefix-cache.js';
import type { GenerateOptions } from './request.js';

describe('slidingContext', () => {
  /** Scores by the last six tokens that it sees, of the eight that it reads: what is forgotten first has no say. */
  function shortSighted(maxLength: number | undefined): CountingModel {
    const score = (tokens: readonly number[]): Float32Array => {
      let hash = 17;
      for (const token of tokens.slice(-4)) hash = Math.imul(hash ^ token, 0x01000193) >>> 0;
      return Float32Array.from({ length: VOCABULARY }, (_, i) => (Math.imul(hash, i + 1) >>> 8) % 1000);
    };
    return new CountingModel(VOCABULARY, score, maxLength === undefined ? {} : { maxLength });
  }

  it.each<[string, GenerateOptions]>([
    ['greedy search', {}],
    ['beams', { num_beams: 3 }],
    ['samples', { do_sample: true, num_return_sequences: 2, seed: 3 }],
    ['prompt lookup', { prompt_lookup_num_tokens: 3 }],
    ['a prefix cache', {}],
  ])('forgets the beginning of long rows, for %s', async (name, options) => {
    const prompts = name === 'samples' || name === 'beams' ? [[1, 2, 3], [5]] : [[1, 2, 3]];
    const more = { ...options, max_new_tokens: 30 };
    const model = shortSighted(8);
    using prefixCache = new PrefixCache(model);
    const cached = name === 'a prefix cache' ? { prefixCache } : {};
    const found = await tokensOf(model, prompts, { ...more, ...cached, slidingContext: true });
    expect(found).toEqual(await tokensOf(shortSighted(undefined), prompts, more));
    prefixCache.dispose();
    expect(model.open).toBe(0);
  });

  it('keeps as much of a long prompt as leaves room for what is new', async () => {
    const model = shortSighted(8);
    const prompt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const [row] = await tokensOf(model, [prompt], { max_new_tokens: 2, slidingContext: true });
    expect(row.slice(0, 10)).toEqual(prompt);
    expect([row.length, model.prefilled]).toEqual([12, 6]);
  });

  it('changes nothing where all fits', async () => {
    const options = { max_new_tokens: 4, seed: 1, do_sample: true };
    const [a, b] = [counter({ maxLength: 9 }), counter({ maxLength: 9 })];
    const plain = await tokensOf(a, [[1, 2]], options);
    expect(await tokensOf(b, [[1, 2]], { ...options, slidingContext: true })).toEqual(plain);
    expect([b.prefilled, b.decoded]).toEqual([a.prefilled, a.decoded]);
  });

  it('does not go with contrastive search', async () => {
    const options = { slidingContext: true, penalty_alpha: 0.5, top_k: 4 };
    await expect(tokensOf(shortSighted(8), [[1]], options)).rejects.toThrow(
      /slidingContext and penalty_alpha/,
    );
  });
});
