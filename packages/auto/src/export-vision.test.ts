import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differenceFromOracle, oracles, visionFixtures } from '@automodel/oracle';
import * as peer from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, pipeline, RawImage, Tensor } from './index.js';

peer.env.allowRemoteModels = false;

let temporary: string;
beforeAll(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

describe.each(oracles)('exported vision transformers of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  it.each(visionFixtures(oracle))(
    'compute in @huggingface/transformers what Python computes: $name',
    async (fixture) => {
      const folder = join(temporary, oracle.name, fixture.name);
      await exportOnnx(fixture.folder, folder);
      const auto = /ForImageClassification/.test(fixture.class)
        ? peer.AutoModelForImageClassification
        : peer.AutoModel;
      const model = await auto.from_pretrained(folder, { dtype: 'fp32' });
      for (const { pixel_values, outputs, interpolate_pos_encoding } of fixture.batches) {
        // There is one graph, and only some architectures have one for pictures of any size.
        if (interpolate_pos_encoding) continue;
        const { data, dims } = pixel_values;
        const pixels = new peer.Tensor('float32', data as Float32Array, [...dims]);
        const computed = (await model({ pixel_values: pixels })) as Record<string, peer.Tensor>;
        for (const name of Object.keys(outputs).filter((output) => computed[output])) {
          const actual = new Tensor('float32', computed[name].data as Float32Array, computed[name].dims);
          expect(differenceFromOracle(actual, outputs[name])).toBeLessThan(1e-4);
        }
      }
      await model.dispose();
    },
  );
});

it('an exported model reads digits there as here', async () => {
  const folder = join(temporary, 'digits');
  await exportOnnx('mini-vit-digits', folder);
  const ink = new RawImage(new Uint8Array(32 * 32 * 3), 32, 32, 3);
  for (let y = 6; y < 26; y++) ink.data.fill(255, (y * 32 + 14) * 3, (y * 32 + 18) * 3);
  await using here = await pipeline('image-classification', 'mini-vit-digits');
  const there = await peer.pipeline('image-classification', folder, { dtype: 'fp32' });
  const ours = await here(ink, { top_k: 3 });
  const theirs = await there(new peer.RawImage(ink.data, 32, 32, 3), { top_k: 3 });
  expect(theirs.map(({ label }) => label)).toEqual(ours.map(({ label }) => label));
  ours.forEach(({ score }, i) => {
    expect(score).toBeCloseTo(theirs[i].score, 4);
  });
  await there.dispose();
});
