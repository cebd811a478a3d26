import type { ImageClassificationOutput, RawImage } from '@automodel/auto';
import { bar, table, type Print } from './tables.js';

/** Two pixels, one above the other, by which of them are light. */
const halves = [' ', '▄', '▀', '█'];

/**
 * A picture in two shades, two rows of pixels a line.
 *
 * @param columns how wide it may be; it is shrunk, never enlarged
 */
export async function drawn(image: RawImage, columns = 16): Promise<string> {
  const small = image.clone().grayscale();
  if (small.width > columns) await small.resize(columns, -1);
  const { data, width, height } = small;
  const middle = (Math.min(...data) + Math.max(...data)) / 2;
  const light = (x: number, y: number): number => (y < height && data[y * width + x] > middle ? 1 : 0);
  const lines = Array.from({ length: Math.ceil(height / 2) }, (_, row) =>
    Array.from({ length: width }, (_, x) => halves[2 * light(x, 2 * row) + light(x, 2 * row + 1)]).join(''),
  );
  return lines.join('\n');
}

/** Prints what a picture shows. */
export async function showClasses(
  image: RawImage,
  classes: ImageClassificationOutput,
  print: Print,
): Promise<void> {
  const labels = classes.map(({ label, score }) => `${bar(score)}  ${label}`);
  print(table(['picture', 'shows'], [[await drawn(image, 32), labels.join('\n')]]));
}
