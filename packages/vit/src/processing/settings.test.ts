import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '@automodel/core';
import { oracles } from '@automodel/oracle';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawImage } from '../images/raw-image.js';
import { AutoImageProcessor } from './auto-image-processor.js';
import { ImageProcessorError } from './errors.js';
import { BitImageProcessor, DeiTImageProcessor, ViTImageProcessor } from './processors.js';
import { resizedTo, type Size } from './sizes.js';

const gray = (width: number, height: number): RawImage =>
  new RawImage(new Uint8Array(width * height).fill(128), width, height, 1);

describe('settings', () => {
  it('may have all forms that files have had', () => {
    const sizeOf = (size: unknown): unknown => new ViTImageProcessor({ size }).settings.size;
    expect(sizeOf(32)).toEqual({ height: 32, width: 32 });
    expect(sizeOf([24, 32])).toEqual({ height: 24, width: 32 });
    expect(sizeOf({ shortest_edge: 9 })).toEqual({ shortest_edge: 9 });
    expect(new BitImageProcessor({ size: 32 }).settings.size).toEqual({ shortest_edge: 32 });
    expect(new DeiTImageProcessor({ crop_size: 8 }).settings.crop_size).toEqual({ height: 8, width: 8 });
    expect(new ViTImageProcessor({ size: null }).settings.size).toEqual({ height: 224, width: 224 });
  });

  it.each<[object, RegExp]>([
    [{ size: 'large' }, /size: must be a number, \[height, width\]/],
    [{ size: { width: 3 } }, /size: must be a number/],
    [{ size: 0 }, /size: .*>=1/],
    [{ resample: 6 }, /resample: must be one of 0 to 5/],
    [{ image_std: [0.5, 0, 0.5] }, /image_std: must not be 0/],
    [{ do_pad: true }, /do_pad: padding is not supported/],
    [{ do_center_crop: true }, /do_center_crop needs a crop_size/],
    [{ image_mean: [1, 2], image_std: [1, 2, 3] }, /differ in length/],
  ])('that are wrong are named: %j', (fields, message) => {
    expect(() => new ViTImageProcessor(fields)).toThrow(ImageProcessorError);
    expect(() => new ViTImageProcessor(fields)).toThrow(message);
  });

  it('may be others for one call', async () => {
    const processor = new ViTImageProcessor({ size: 8 });
    const { pixel_values, original_sizes, reshaped_input_sizes } = await processor(gray(6, 4), {
      size: { height: 2, width: 3 },
      do_normalize: false,
    });
    expect(pixel_values.dims).toEqual([1, 3, 2, 3]);
    expect(pixel_values.data[0]).toBeCloseTo(128 / 255, 6);
    expect([original_sizes, reshaped_input_sizes]).toEqual([[[4, 6]], [[2, 3]]]);
    expect((await processor(gray(6, 4))).pixel_values.dims).toEqual([1, 3, 8, 8]);
    await expect(processor(gray(6, 4), { sise: 3 } as object)).rejects.toThrow(InvalidArgumentError);
    await expect(processor(gray(6, 4), { size: -1 })).rejects.toThrow('the options of the call: size');
  });
});

describe('sizes', () => {
  it.each<[Size, [number, number]]>([
    [{ height: 5, width: 7 }, [5, 7]],
    [{ shortest_edge: 10 }, [10, 33]],
    [{ shortest_edge: 10, longest_edge: 20 }, [6, 20]],
    [{ max_height: 30, max_width: 50 }, [15, 50]],
  ])('%j', (size, [height, width]) => {
    expect(resizedTo({ height: 30, width: 100 }, size)).toEqual({ height, width });
  });
});

describe('pictures that do not make a batch', () => {
  it('are none, or differ in size', async () => {
    const processor = new ViTImageProcessor({ do_resize: false });
    await expect(processor([])).rejects.toThrow('at least one picture');
    const sizes = processor([gray(2, 2), gray(3, 2)]);
    await expect(sizes).rejects.toThrow(ImageProcessorError);
    await expect(sizes).rejects.toThrow('2 x 2 x 3 and 3 x 2 x 3 do not make one batch');
  });

  it('have other channels than there are means', async () => {
    const processor = new ViTImageProcessor({ do_convert_rgb: false, size: 4 });
    await expect(processor(gray(2, 2))).rejects.toThrow('image_mean has 3 values, the picture 1 channels');
    const values = await new ViTImageProcessor({ do_convert_rgb: false, image_mean: 0.5, image_std: 0.5 })(
      gray(2, 2),
    );
    expect(values.pixel_values.dims).toEqual([1, 1, 224, 224]);
  });

  it('are so long that resizing them would take the memory', async () => {
    const line = new RawImage(new Uint8Array(3 * 60_000), 60_000, 1, 3);
    const whole = new BitImageProcessor({ do_center_crop: false });
    await expect(whole(line)).rejects.toThrow('would take more than 1 GB');
    // Only what the crop keeps is computed.
    expect((await new BitImageProcessor()(line)).pixel_values.dims).toEqual([1, 3, 224, 224]);
  });
});

describe('AutoImageProcessor', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function modelWith(file: string, content: unknown, model = 'tiny-dinov2'): string {
    cpSync(join(oracles[0].folder, 'models', model, 'config.json'), join(folder, 'config.json'));
    writeFileSync(join(folder, file), JSON.stringify(content));
    return folder;
  }

  it.each<[string, object, string]>([
    ['its name', { image_processor_type: 'DeiTImageProcessor' }, 'DeiTImageProcessor'],
    ['the name of a variant', { image_processor_type: 'ViTImageProcessorFast' }, 'ViTImageProcessor'],
    [
      'the name that older files have',
      { feature_extractor_type: 'BeitFeatureExtractor' },
      'BeitImageProcessor',
    ],
    ['the type of the model', { size: 30 }, 'BitImageProcessor'],
  ])('finds the class by %s', async (_, content, name) => {
    const processor = await AutoImageProcessor.from_pretrained(
      modelWith('preprocessor_config.json', content),
    );
    expect(processor.constructor.name).toBe(name);
  });

  it('reads the settings of files for several processors', async () => {
    const image_processor = { image_processor_type: 'ViTImageProcessor', size: 10 };
    const model = modelWith('processor_config.json', { image_processor });
    const processor = await AutoImageProcessor.from_pretrained(model, { resample: 0 });
    expect(processor.settings).toMatchObject({ size: { height: 10, width: 10 }, resample: 0 });
    expect((await ViTImageProcessor.from_pretrained(model)).settings.resample).toBe(2);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'another class',
      { image_processor_type: 'DonutImageProcessor' },
      /asks for a DonutImageProcessor; supported are Beit/,
    ],
    ['a wrong setting', { size: 'big' }, /"preprocessor_config\.json" of model .*: size: must be/],
    ['no settings', [1], /must hold a JSON object/],
    ['no name of a class', { image_processor_type: 3 }, /image_processor_type must be a string/],
  ])('refuses %s', async (_, content, message) => {
    const load = AutoImageProcessor.from_pretrained(modelWith('preprocessor_config.json', content));
    await expect(load).rejects.toThrow(ImageProcessorError);
    await expect(load).rejects.toThrow(message);
  });

  it('says so if the model takes no pictures', async () => {
    const load = AutoImageProcessor.from_pretrained(join(oracles[0].folder, 'models/bert'));
    await expect(load).rejects.toThrow(/has no preprocessor_config\.json/);
  });
});
