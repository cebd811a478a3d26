import { fixtureTensors, maxAbsDifference, oracles, readFixture } from '@automodel/oracle';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RawImage } from '../images/raw-image.js';
import { AutoImageProcessor } from './auto-image-processor.js';
import type { ImageProcessor } from './image-processor.js';
import * as processors from './processors.js';

interface ProcessorFixtures {
  arrays: string;
  images: { file: string; rgb: string }[];
  cases: {
    model?: string;
    processor?: { image_processor_type: string };
    image: string;
    pixel_values: string;
    shape: number[];
    dtype: string;
    stride?: number;
  }[];
}

describe.each(oracles)('image processors of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const { arrays, images, cases } = readFixture(oracle, 'image-processors.json') as ProcessorFixtures;
  const tensor = fixtureTensors(oracle, arrays);

  /** The picture as Python decoded it, so that decoders do not matter. */
  function decoded(name: string): RawImage {
    const { rgb } = images.find(({ file }) => file === `images/${name}`)!;
    return RawImage.fromTensor(tensor(rgb), 'HWC');
  }

  const named = cases.map((given) => {
    const { image_processor_type, ...fields } = given.processor ?? {};
    const title = given.model ?? `${image_processor_type} ${JSON.stringify(fields)}`;
    return { ...given, image_processor_type, fields, title };
  });
  it.each(named)('give the pixels that Python gives: $title, $image', async (given) => {
    const processor: ImageProcessor = given.model
      ? await AutoImageProcessor.from_pretrained(join(oracle.folder, given.model))
      : new processors[given.image_processor_type as keyof typeof processors](given.fields);
    const { pixel_values } = await processor(decoded(given.image));
    expect(pixel_values.dims).toEqual([1, ...given.shape]);
    expect(`torch.${pixel_values.type}`).toBe(given.dtype);
    const { stride = 1 } = given;
    const ours = (pixel_values.data as Float32Array).filter((_, i) => i % stride === 0);
    expect(maxAbsDifference(ours, tensor(given.pixel_values).data as Float32Array)).toBe(0);
  });
});
