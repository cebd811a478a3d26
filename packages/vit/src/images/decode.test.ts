import { join } from 'node:path';
import { fixtureTensors, maxAbsDifference, oracles, readFixture } from '@automodel/oracle';
import { describe, expect, it } from 'vitest';
import { RawImage } from './raw-image.js';

interface ImageFixtures {
  arrays: string;
  images: { file: string; mode: string; size: [number, number]; rgb: string }[];
}

describe.each(oracles)('pictures of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const { arrays, images } = readFixture(oracle, 'image-processors.json') as ImageFixtures;
  const tensor = fixtureTensors(oracle, arrays);

  it.each(images)('are read as Pillow reads them: $file, $mode', async ({ file, size, rgb }) => {
    const image = (await RawImage.read(join(oracle.folder, file))).rgb();
    expect(image.size).toEqual(size);
    // AVIF's colors are converted by another library than Pillow's, which rounds otherwise.
    const tolerance = file.endsWith('.avif') ? 1 : 0;
    expect(maxAbsDifference(image.data, tensor(rgb).data as Uint8Array)).toBeLessThanOrEqual(tolerance);
  });
});
