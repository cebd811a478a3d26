import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from '@automodel/core';
import { WeightsError } from '@automodel/graph';
import { ModelConfigError, ModelInputError, UnsupportedArchitectureError } from '@automodel/modeling';
import { oracles } from '@automodel/oracle';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AutoModelForImageClassification } from './auto-model.js';
import type { ImageClassificationModel } from './image-classification-model.js';
import { ViTForImageClassification } from './models/vit.js';
import type { VisionInputs } from './vision-inputs.js';

const tiny = (name: string): string => join(oracles[0].folder, 'models', name);
const zeros = (...dims: number[]): Tensor<'float32'> =>
  new Tensor('float32', new Float32Array(dims.reduce((product, dim) => product * dim, 1)), dims);

describe('pictures that a network cannot read', () => {
  let model: ImageClassificationModel;
  beforeAll(
    async () => void (model = await AutoModelForImageClassification.from_pretrained(tiny('tiny-vit'))),
  );
  afterAll(() => model.dispose());

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /called with what an image processor gives: \{ pixel_values \}/],
    ['a tensor alone', zeros(1, 3, 16, 16), /called with what an image processor gives/],
    ['ids', { input_ids: zeros(1, 2) }, /there is no input "input_ids"/],
    ['one picture without a batch', { pixel_values: zeros(3, 16, 16) }, /\[batch, channels, height, width\]/],
    ['no picture', { pixel_values: zeros(0, 3, 16, 16) }, /not empty/],
    ['gray', { pixel_values: zeros(1, 1, 16, 16) }, /takes 3 channels; pixel_values have 1/],
    ['whole numbers', { pixel_values: new Tensor('int32', [1], [1, 1, 1, 1]) }, /must be float32 or uint8/],
    ['another size', { pixel_values: zeros(1, 3, 16, 20) }, /16 x 20 .*interpolate_pos_encoding: true/],
  ])('%s', async (_, inputs, message) => {
    const call = model(inputs as VisionInputs);
    await expect(call).rejects.toThrow(ModelInputError);
    await expect(call).rejects.toThrow(message);
  });

  it('less than a patch', async () => {
    const call = model({ pixel_values: zeros(1, 3, 3, 16) }, { interpolate_pos_encoding: true });
    await expect(call).rejects.toThrow(/at least one patch of 4 x 4/);
  });

  it('with options that there are not', async () => {
    const options = { interpolate: true } as object;
    await expect(model({ pixel_values: zeros(1, 3, 16, 16) }, options)).rejects.toThrow('"interpolate"');
  });

  it('bytes are read as they are', async () => {
    const bytes = new Tensor('uint8', new Uint8Array(3 * 16 * 16).fill(1), [1, 3, 16, 16]);
    const { logits } = await model({ pixel_values: bytes });
    expect(logits.data).toEqual((await model({ pixel_values: bytes.to('float32') })).logits.data);
  });
});

describe('configs', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function tinyWith(changes: object): string {
    cpSync(tiny('tiny-vit'), folder, { recursive: true });
    const path = join(folder, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...config, ...changes }));
    return folder;
  }

  it('without labels have as many as they say, or two', async () => {
    await using named = await ViTForImageClassification.from_pretrained(tiny('tiny-vit'));
    expect(named.labels).toEqual(['cat', 'dog', 'bird']);
    await using counted = await ViTForImageClassification.from_pretrained(
      tinyWith({ id2label: undefined, num_labels: 3 }),
    );
    expect(counted.labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    const load = ViTForImageClassification.from_pretrained(tinyWith({ id2label: undefined }));
    await expect(load).rejects.toThrow(WeightsError);
    await expect(load).rejects.toThrow(/classifier\.weight/);
  });

  it.each<[object, RegExp]>([
    [{ id2label: { 0: 'cat', 2: 'bird', 3: 'dog' } }, /id2label has 3 labels but none for 1/],
    [{ image_size: [1, 2, 3] }, /image_size: a size in pixels, or \[height, width\]/],
    [{ patch_size: 0 }, /patch_size/],
    [{ hidden_act: 'step' }, /hidden_act/],
  ])('that are wrong are refused: %j', async (changes, message) => {
    const load = ViTForImageClassification.from_pretrained(tinyWith(changes));
    await expect(load).rejects.toThrow(ModelConfigError);
    await expect(load).rejects.toThrow(message);
  });

  it('of other architectures are refused by name', async () => {
    const load = AutoModelForImageClassification.from_pretrained(tinyWith({ model_type: 'swin' }));
    await expect(load).rejects.toThrow(UnsupportedArchitectureError);
    await expect(load).rejects.toThrow(/"swin".*beit, deit, dinov2, vit/s);
  });
});
