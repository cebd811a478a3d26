import { join } from 'node:path';
import { RunAbortedError } from '@automodel/core';
import { oracles, readFixture } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FillMaskError } from './errors.js';
import { FillMaskPipeline, type FillMaskOptions } from './fill-mask-pipeline.js';
import type { FillMaskOutput, FillMaskSingle } from './predictions.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

/** A case of Python's pipeline. */
interface Case {
  name: string;
  task: string;
  model: string;
  inputs: string | string[];
  args: FillMaskOptions;
  output: Nested<FillMaskSingle> | null;
  error?: string;
}
type Nested<T> = T | Nested<T>[];

/** The same answers with scores as close as float32 allows. */
function rounded(output: unknown): unknown {
  return JSON.parse(
    JSON.stringify(output, (key, value: unknown) =>
      key === 'score' ? Number((value as number).toFixed(4)) : value,
    ),
  );
}

// A target that is not a token is replaced with a warning, as in Python.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

describe.each(oracles)('fill-mask of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const { cases } = readFixture(oracle, 'pipelines.json') as { cases: Case[] };
  const ours = cases.filter(({ task }) => task === 'fill-mask');
  const models = [...new Set(ours.map(({ model }) => model))];

  describe.each(backends)('on %s', (backend) => {
    describe.each(models)('%s', (model) => {
      let unmasker: FillMaskPipeline;
      beforeAll(async () => {
        unmasker = await FillMaskPipeline.from_pretrained(join(oracle.folder, model), { backend });
      });
      afterAll(() => unmasker.dispose());

      it.each(ours.filter((candidate) => candidate.model === model))(
        '$name',
        async ({ inputs, args, output, error }) => {
          if (error) await expect(unmasker(inputs, args)).rejects.toThrow(FillMaskError);
          else expect(rounded(await unmasker(inputs, args))).toEqual(rounded(output));
        },
      );
    });

    it('fills real texts as Python does on mini-bert', async () => {
      const real = readFixture(oracle, 'real/mini-bert.json') as {
        fill_mask: { text: string; output: FillMaskOutput }[];
        targets: { text: string; targets: string[]; output: FillMaskOutput }[];
      };
      await using unmasker = await FillMaskPipeline.from_pretrained('mini-bert', { backend });
      const results = await unmasker(real.fill_mask.map(({ text }) => text));
      expect(rounded(results)).toEqual(rounded(real.fill_mask.map(({ output }) => output)));
      for (const { text, targets, output } of real.targets) {
        expect(rounded(await unmasker(text, { targets }))).toEqual(rounded(output));
      }
    });
  });
});

describe('FillMaskPipeline', () => {
  let unmasker: FillMaskPipeline;
  beforeAll(async () => {
    unmasker = await FillMaskPipeline.from_pretrained('mini-bert');
  });
  afterAll(() => unmasker.dispose());

  it('tells one text from a list of one, in types and in results', async () => {
    const one: FillMaskOutput = await unmasker('A [MASK] sleeps.');
    const list: FillMaskOutput[] = await unmasker(['A [MASK] sleeps.']);
    expect(list).toEqual([one]);
  });

  it('gives the same for a text alone and among longer ones', async () => {
    const texts = [
      'A [MASK] sleeps.',
      'A very long line of people is waiting in front of the [MASK] in the old town.',
    ];
    expect(rounded(await unmasker(texts))).toEqual(
      rounded([await unmasker(texts[0]), await unmasker(texts[1])]),
    );
  });

  it('gives no more tokens than there are', async () => {
    expect(await unmasker('A [MASK] sleeps.', { targets: ['dog', 'cat'], top_k: 5 })).toHaveLength(2);
    expect(await unmasker('A [MASK] sleeps.', { top_k: 100_000 })).toHaveLength(6000);
  });

  it('gives nothing for no texts', async () => {
    expect(await unmasker([])).toEqual([]);
  });

  it('truncates if it is told to, and then needs a mask in what is left', async () => {
    const long = `A [MASK] sleeps. ${'It is a very sunny day. '.repeat(40)}`;
    await expect(unmasker(long)).rejects.toThrow(/reads at most 128.*truncation: true/);
    const options = { tokenizer_kwargs: { truncation: true, max_length: 128 } };
    expect(await unmasker(long, options)).toHaveLength(5);
    await expect(unmasker(`${long} [MASK]`.replace('[MASK]', 'dog'), options)).rejects.toThrow(
      /no mask token/,
    );
  });

  it.each([
    [
      'a text without a mask',
      'Nothing is missing.',
      {},
      /no mask token in "Nothing is missing."; write \[MASK\]/,
    ],
    ['top_k below 1', 'A [MASK].', { top_k: 0 }, /top_k must be a whole number from 1; it is 0/],
    ['top_k as a text', 'A [MASK].', { top_k: '2' }, /it is "2" \(a string\)/],
    ['no text', null as unknown as string, {}, /fill-mask takes a text, or a list of texts; it got null/],
    ['no target', 'A [MASK].', { targets: [] }, /at least one target|at least one token/],
    ['an option that it does not know', 'A [MASK].', { topK: 3 }, /does not know the option "topK".*top_k/],
    ['what is not a text', 7 as unknown as string, {}, /a list of texts; it got 7/],
  ])('refuses %s', async (_, text, options, message) => {
    await expect(unmasker(text, options as FillMaskOptions)).rejects.toThrow(message);
  });

  it('stops when it is told to, and works on', async () => {
    await expect(unmasker('A [MASK] sleeps.', { signal: AbortSignal.abort() })).rejects.toThrow(
      RunAbortedError,
    );
    expect(await unmasker('A [MASK] sleeps.')).toHaveLength(5);
  });

  it('refuses calls after dispose()', async () => {
    const disposed = await FillMaskPipeline.from_pretrained('mini-bert');
    await disposed.dispose();
    await expect(disposed('A [MASK] sleeps.')).rejects.toThrow(/was disposed/);
  });
});
