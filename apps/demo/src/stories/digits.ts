import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cos_sim, pipeline, RawImage, resolveModel } from '@automodel/auto';
import pc from 'picocolors';
import { drawn } from '../views/images.js';
import { table, type Print } from '../views/tables.js';

const MODEL = 'mini-vit-digits';

interface Sample {
  readonly image: RawImage;
  readonly digit: string;
}

/** Pictures that the model was not trained on; the name of each ends in what it shows. */
async function readSamples(): Promise<Sample[]> {
  const folder = join((await resolveModel(MODEL)).folder, 'samples');
  const files = (await readdir(folder)).sort();
  return Promise.all(
    files.map(async (file) => ({
      image: await RawImage.read(join(folder, file)),
      digit: /label-(\d)/.exec(file)![1],
    })),
  );
}

function share(score: number): string {
  return `${(100 * score).toFixed(1).padStart(4)} %`;
}

/** What a vision transformer does: say what pictures show, and find pictures that are alike. */
export async function tellDigits(print: Print): Promise<void> {
  const samples = await readSamples();
  const images = samples.map(({ image }) => image);

  print(pc.bold('\nImage classification: which digit is it?'));
  print(`${images.length} handwritten digits that ${MODEL} never saw, all in one call.\n`);
  await using classifier = await pipeline('image-classification', MODEL);
  const results = await classifier(images, { top_k: 2 });
  const cells = await Promise.all(
    samples.map(async ({ image, digit }, i) => {
      const [best, second] = results[i];
      const verdict = best.label === digit ? pc.green('✓') : pc.red(`✗ it is ${digit}`);
      const drawing = await drawn(image);
      return `${drawing}\n${best.label}  ${share(best.score)} ${verdict}\n${pc.dim(`${second.label}  ${share(second.score)}`)}`;
    }),
  );
  const rows = Array.from({ length: Math.ceil(cells.length / 4) }, (_, row) =>
    cells.slice(4 * row, 4 * row + 4),
  );
  print(table([], rows));
  const right = results.filter(([best], i) => best.label === samples[i].digit).length;
  print(`${right} of ${samples.length} are right.`);

  print(pc.bold('\nImage features: which picture is it?'));
  print('The same pictures come again, smaller and dark on light, as the first four here:');
  const changed = await Promise.all(images.map(smallAndDark));
  print(table([], [await Promise.all(changed.slice(0, 4).map((image) => drawn(image)))]));
  await using extractor = await pipeline('image-feature-extraction', MODEL);
  /** A picture is read from its class token, the first one. */
  const vectorsOf = async (all: RawImage[]): Promise<number[][]> =>
    (await extractor(all)).slice(null, 0).tolist() as number[][];
  const byFeatures = recognized(await vectorsOf(images), await vectorsOf(changed));
  const byPixels = recognized(images.map(lights), changed.map(lights));
  print(`The most alike picture is the right one, compared by pixels, for ${byPixels} of ${images.length};`);
  print(`compared by the vectors that the model makes of them, for ${byFeatures}.`);
}

/** A picture in three quarters of its size, with a border, its lights and shadows exchanged. */
async function smallAndDark(image: RawImage): Promise<RawImage> {
  const { width, height } = image;
  const [left, top] = [Math.round(width / 8), Math.round(height / 8)];
  const small = await image
    .clone()
    .grayscale()
    .resize(width - 2 * left, height - 2 * top);
  const { data, channels } = await small.pad([left, left, top, top]);
  return new RawImage(
    data.map((light) => 255 - light),
    width,
    height,
    channels,
  );
}

/** The pixels of a picture, by how much lighter or darker they are than its middle. */
function lights(image: RawImage): number[] {
  const values = Array.from(image.clone().grayscale().data);
  const mean = values.reduce((sum, light) => sum + light, 0) / values.length;
  return values.map((light) => light - mean);
}

/** How many of some vectors are nearest, by the cosine, to the one in their own place. */
function recognized(originals: readonly number[][], changed: readonly number[][]): number {
  const isNearest = (vector: number[], i: number): boolean => {
    const alike = originals.map((original) => cos_sim(original, vector));
    return alike.indexOf(Math.max(...alike)) === i;
  };
  return changed.filter(isNearest).length;
}
