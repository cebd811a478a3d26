import * as v from 'valibot';

const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 16));

/** A number of pixels, or a height and a width; `initial` if the file does not say. */
export const extent = (initial: number) =>
  v.optional(
    v.union([pixels, v.strictTuple([pixels, pixels])], 'a size in pixels, or [height, width]'),
    initial,
  );

/** Height and width in pixels. */
export type Extent = v.InferOutput<ReturnType<typeof extent>>;

/** What vision transformers' configs share. */
export interface VisionConfig {
  readonly hidden_size: number;
  readonly image_size: Extent;
  readonly patch_size: Extent;
  readonly num_channels: number;
}

/** `[height, width]` */
export function pair(extent: Extent): readonly [number, number] {
  return typeof extent === 'number' ? [extent, extent] : extent;
}

/** Rows and columns of patches in a picture of the size that the network was trained on. */
export function trainedGrid({ image_size, patch_size }: VisionConfig): readonly [number, number] {
  const [[height, width], [rows, columns]] = [pair(image_size), pair(patch_size)];
  return [Math.floor(height / rows), Math.floor(width / columns)];
}
