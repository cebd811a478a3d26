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

  print(pc.bold('\nImage features: which pictures are alike?'));
  print('Each picture as the vector of its class token; by the cosine, the nearest of the others is');
  await using extractor = await pipeline('image-feature-extraction', MODEL);
  const features = await extractor(images);
  const vectors = images.map((_, i) => features.slice(i, 0).tolist() as number[]);
  const nearest = samples.map(({ digit }, i) => {
    const likeness = vectors.map((vector, j) => (i === j ? -1 : cos_sim(vectors[i], vector)));
    const best = likeness.indexOf(Math.max(...likeness));
    return [
      `a ${digit} (picture ${i + 1})`,
      `a ${samples[best].digit} (picture ${best + 1})`,
      likeness[best].toFixed(3),
    ];
  });
  print(table(['of', 'the nearest is', 'cosine'], nearest));
}
