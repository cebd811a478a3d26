import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RunAbortedError } from '@automodel/core';
import { describe, expect, it, vi } from 'vitest';
import { counter, scrambled } from '../test/small-models.js';
import { generate, streamTokens } from './generate.js';
import type { GenerateOptions } from './request.js';

describe('an abort', () => {
  it.each<[string, GenerateOptions]>([
    ['greedy', {}],
    ['beams', { num_beams: 3 }],
    ['groups', { num_beams: 4, num_beam_groups: 2, diversity_penalty: 1 }],
    ['constrained', { num_beams: 3, force_words_ids: [[2, 3]] }],
    ['contrastive', { penalty_alpha: 0.5, top_k: 4 }],
    ['prompt lookup', { prompt_lookup_num_tokens: 3 }],
    ['guidance', { guidance_scale: 2 }],
  ])('ends %s search in the middle and leaves nothing behind', async (_, options) => {
    const model = scrambled();
    const controller = new AbortController();
    let steps = 0;
    const onStep = (): void => {
      if (++steps === 3) controller.abort();
    };
    const running = generate(
      model,
      { prompts: [[1, 2]] },
      { max_new_tokens: 50, signal: controller.signal, onStep, ...options },
    );
    await expect(running).rejects.toThrow(RunAbortedError);
    expect(model.open).toBe(0);
    await expect(generate(model, { prompts: [[1]] }, { max_new_tokens: 2 })).resolves.toBeDefined();
  });

  it('that came before the call says the same', async () => {
    const model = scrambled();
    const signal = AbortSignal.abort('too late');
    for (const call of [
      () => generate(model, { prompts: [[1]] }, { signal }),
      () => streamTokens(model, { prompts: [[1]] }, { signal }).next(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'run-aborted', cause: 'too late' });
    }
    expect(model.prefilled).toBe(0);
  });

  it('ends a search in which a callback throws', async () => {
    const model = counter();
    const onStep = (): void => {
      throw new Error('enough');
    };
    await expect(generate(model, { prompts: [[1]] }, { onStep })).rejects.toThrow('enough');
    expect(model.open).toBe(0);
  });
});

describe('a stream', () => {
  it('frees its memory when its loop is left, and when it is forgotten', async () => {
    const model = counter();
    const stream = (): ReturnType<typeof streamTokens> => streamTokens(model, { prompts: [[1]] });
    for await (const { tokens } of stream()) {
      expect(tokens).toEqual([2]);
      break;
    }
    expect(model.open).toBe(0);

    await stream().next();
    expect(model.open).toBe(1);
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    await vi.waitFor(() => {
      collectGarbage();
      expect(model.open).toBe(0);
    });
  });
});
