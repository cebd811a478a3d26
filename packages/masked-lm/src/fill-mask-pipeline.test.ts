import { join } from 'node:path';
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
