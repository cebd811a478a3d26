/** Measures image classification in this process and prints the figures as JSON: `run.ts <folder> <engine> <dtype>`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline, type BackendName } from '@automodel/auto';
import * as peer from '@huggingface/transformers';
import type { VitFigures } from './index.js';

const [folder, engine, dtype] = process.argv.slice(2);
const files = readdirSync(join(folder, 'pictures')).map((file) => join(folder, 'pictures', file));

interface Steps {
  /** A file to what the network reads. */
  prepare(file: string): Promise<unknown>;
  /** The network. */
  compute(prepared: unknown): Promise<unknown>;
  classify(files: string[]): Promise<unknown>;
  /** Several prepared pictures as one. */
  prepareAll(files: string[]): Promise<unknown>;
}

async function ours(backend: BackendName): Promise<Steps> {
  const classifier = await pipeline('image-classification', folder, {
    backend,
    dtype: dtype as 'fp32' | 'int8',
  });
  const { image_processor, model } = classifier;
  return {
    prepare: (file) => image_processor(file),
    prepareAll: (all) => image_processor(all),
    compute: (prepared) => model(prepared as Awaited<ReturnType<typeof image_processor>>),
    classify: (all) => classifier(all),
  };
}

async function theirs(): Promise<Steps> {
  peer.env.allowRemoteModels = false;
  const classifier = await peer.pipeline('image-classification', folder, { dtype: 'fp32' });
  const prepareAll = async (all: string[]): Promise<unknown> =>
    classifier.processor(await Promise.all(all.map((file) => peer.RawImage.read(file)))) as Promise<unknown>;
  return {
    prepare: (file) => prepareAll([file]),
    prepareAll,
    compute: (prepared) =>
      classifier.model({ pixel_values: (prepared as { pixel_values: object }).pixel_values }),
    classify: (all) => classifier(all),
  };
}

const steps = engine === 'transformers.js' ? await theirs() : await ours(engine as BackendName);

/** How often `work` is done a second, the best of some passes. */
async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  let best = 0;
  for (let pass = 0; pass < 3; pass++) {
    const begun = performance.now();
    await work();
    best = Math.max(best, (1000 * count) / (performance.now() - begun));
  }
  return best;
}

const four = (await steps.prepareAll(files.slice(0, 4))) as { pixel_values: unknown };
const one = (await steps.prepare(files[0])) as { pixel_values: unknown };
const figures: VitFigures = {
  preprocessing: await rate(files.length, async () => {
    for (const file of files) await steps.prepare(file);
  }),
  single: await rate(2, async () => {
    for (let i = 0; i < 2; i++) await steps.compute({ pixel_values: one.pixel_values });
  }),
  batched: await rate(4, () => steps.compute({ pixel_values: four.pixel_values })),
  pipeline: await rate(files.length, () => steps.classify(files)),
};
console.log(JSON.stringify(figures));
// transformers.js keeps its threads.
process.exit();
