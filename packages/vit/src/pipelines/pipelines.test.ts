import { oracles, readFixture } from '@automodel/oracle';
import { Checkpoint } from '@automodel/checkpoint';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawImage } from '../images/raw-image.js';
import {
  ImageClassificationPipeline,
  type ImageClassificationOutput,
} from './image-classification-pipeline.js';
import { ImageFeatureExtractionPipeline } from './image-feature-extraction-pipeline.js';

interface PipelineCase {
  name: string;
  task: string;
  model: string;
  inputs: string;
  args: object;
  output: ImageClassificationOutput;
}

/** The same labels in the same order; scores within `tolerance`. */
function expectSame(
  actual: ImageClassificationOutput,
  expected: ImageClassificationOutput,
  tolerance: number,
): void {
  expect(actual.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
  actual.forEach(({ score }, i) => {
    expect(Math.abs(score - expected[i].score)).toBeLessThan(tolerance);
  });
}

const [embedded, whole] = oracles;

describe('pipelines of the whole oracle', () => {
  const oracle = whole;
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const { cases: all } = readFixture(oracle, 'pipelines.json') as { cases: PipelineCase[] };
  const cases = all.filter(({ task }) => task === 'image-classification');
  const models = [...new Set(cases.map(({ model }) => model))];

  describe.each(models)('%s', (model) => {
    let classifier: ImageClassificationPipeline;
    beforeAll(async () => {
      classifier = await ImageClassificationPipeline.from_pretrained(join(oracle.folder, model));
    });
    afterAll(() => classifier.dispose());

    it.each(cases.filter((given) => given.model === model))(
      'classify as Python does: $name',
      async ({ inputs, args, output }) => {
        expectSame(await classifier(join(oracle.folder, inputs), args), output, 1e-3);
      },
    );
  });
});

const digits = (await Checkpoint.open('mini-vit-digits')).folder;
const sample = (name: string): string => join(digits, 'samples', name);

describe('digits', () => {
  let classifier: ImageClassificationPipeline;
  beforeAll(async () => {
    classifier = await ImageClassificationPipeline.from_pretrained('mini-vit-digits');
  });
  afterAll(() => classifier.dispose());

  it('are read as Python reads them, all at once', async () => {
    const { cases } = readFixture(embedded, 'real/mini-vit-digits.json') as {
      cases: { image: string; output: ImageClassificationOutput }[];
    };
    const paths = cases.map(({ image }) => join(digits, image));
    const results = await classifier(paths, { top_k: cases[0].output.length, batch_size: 5 });
    expect(results).toHaveLength(cases.length);
    results.forEach((result, i) => {
      expectSame(result, cases[i].output, 1e-4);
    });
  });

  it('may be given in any form', async () => {
    const path = sample('digit-03-label-3.png');
    const bytes = readFileSync(path);
    const forms = [
      new URL(`file://${path}`),
      `data:image/png;base64,${bytes.toString('base64')}`,
      new Blob([bytes]),
      bytes,
      new Uint8Array(bytes).buffer,
      await RawImage.read(path),
    ];
    const expected = await classifier(path);
    for (const form of forms) expect(await classifier(form)).toEqual(expected);
    expect(expected[0].label).toBe('3');
  });

  it('are read alike in eight bits', async () => {
    await using quick = await ImageClassificationPipeline.from_pretrained('mini-vit-digits', {
      dtype: 'int8',
    });
    const paths = [0, 3, 8].map((n) => sample(`digit-0${n}-label-${n}.png`));
    const [exact, rounded] = [await classifier(paths, { top_k: 1 }), await quick(paths, { top_k: 1 })];
    exact.forEach(([best], i) => {
      expect(rounded[i][0].label).toBe(best.label);
      expect(Math.abs(rounded[i][0].score - best.score)).toBeLessThan(0.02);
    });
  });

  it('get as many labels as asked for', async () => {
    const path = sample('digit-07-label-7.png');
    expect(classifier.processor).toBe(classifier.image_processor);
    expect(await classifier(path)).toHaveLength(5);
    expect(await classifier(path, { top_k: 1 })).toMatchObject([{ label: '7' }]);
    expect(await classifier(path, { top_k: null })).toHaveLength(10);
    expect(await classifier(path, { top_k: 99 })).toHaveLength(10);
  });

  it('refuse options that there are not', async () => {
    const path = sample('digit-07-label-7.png');
    const bad = (options: object): Promise<unknown> => classifier(path, options);
    await expect(bad({ topk: 1 })).rejects.toThrow('does not know the option "topk"');
    await expect(bad({ top_k: 0 })).rejects.toThrow('top_k must be a whole number');
    await expect(bad({ batch_size: 0 })).rejects.toThrow('batch_size must be a whole number');
    await expect(bad({ function_to_apply: 'tanh' })).rejects.toThrow('one of softmax, sigmoid, none');
    await expect(classifier([])).rejects.toThrow('at least one picture');
  });

  it('stop when they are told to', async () => {
    const signal = AbortSignal.abort();
    await expect(classifier(sample('digit-07-label-7.png'), { signal })).rejects.toThrow();
  });
});

describe('features', () => {
  it('are vectors of the class token and the patches', async () => {
    await using extractor = await ImageFeatureExtractionPipeline.from_pretrained('mini-vit-digits');
    const paths = [0, 1, 2].map((n) => sample(`digit-0${n}-label-${n}.png`));
    const all = await extractor(paths, { batch_size: 2 });
    expect(all.dims).toEqual([3, 65, 128]);
    const one = await extractor(paths[2]);
    const difference = Math.max(...one.data.map((x, i) => Math.abs(x - all.at(2).data[i])));
    expect(difference).toBeLessThan(1e-4);
    await expect(extractor(paths, { pool: true })).rejects.toThrow('no weights for pooling');
  });
});
