import { InvalidArgumentError } from '@automodel/core';
import * as v from 'valibot';
import { ImageProcessorError } from './errors.js';
import type { Size } from './sizes.js';

const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 16));
const exact = v.object({ height: pixels, width: pixels });
const anySize = v.union([
  exact,
  v.object({ shortest_edge: pixels, longest_edge: v.optional(pixels) }),
  v.object({ max_height: pixels, max_width: pixels }),
]);
const forms =
  'must be a number, [height, width], { height, width }, { shortest_edge }, { shortest_edge, longest_edge } or { max_height, max_width }';

/** A size in any of the forms that files have had. @param square whether a mere number is both sides, or the shorter one */
const size = (square: boolean) =>
  v.pipe(
    v.union([pixels, v.strictTuple([pixels, pixels]), anySize], forms),
    v.transform((given): Size => {
      if (typeof given === 'number')
        return square ? { height: given, width: given } : { shortest_edge: given };
      return Array.isArray(given) ? { height: given[0], width: given[1] } : given;
    }),
  );

const cropSize = v.pipe(
  v.union(
    [pixels, v.strictTuple([pixels, pixels]), exact],
    'must be a number, [height, width] or { height, width }',
  ),
  v.transform((given) => {
    if (typeof given === 'number') return { height: given, width: given };
    return Array.isArray(given) ? { height: given[0], width: given[1] } : given;
  }),
);

const finite = v.pipe(v.number(), v.finite());
const perChannel = v.pipe(
  v.union(
    [finite, v.pipe(v.array(finite), v.minLength(1), v.maxLength(4))],
    'must be a number, or one for each channel',
  ),
  v.transform((given) => (typeof given === 'number' ? [given] : given)),
);
const deviation = v.pipe(
  perChannel,
  v.check((given) => given.every((value) => value !== 0), 'must not be 0'),
);

const settingsSchema = (square: boolean) =>
  v.object({
    do_convert_rgb: v.boolean(),
    do_resize: v.boolean(),
    size: size(square),
    resample: v.picklist([0, 1, 2, 3, 4, 5] as const, 'must be one of 0 to 5, the numbers of Pillow'),
    do_center_crop: v.boolean(),
    crop_size: v.optional(cropSize),
    do_rescale: v.boolean(),
    rescale_factor: finite,
    do_normalize: v.boolean(),
    image_mean: perChannel,
    image_std: deviation,
    crop_pct: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
    do_pad: v.optional(v.literal(false, 'padding is not supported')),
  });

/** What an image processor does, completely. */
export type ImageProcessorSettings = v.InferOutput<ReturnType<typeof settingsSchema>>;

/** Settings as preprocessor_config.json and Python's processors take them. What is left out is the class's default. */
export type ImageProcessorFields = Partial<v.InferInput<ReturnType<typeof settingsSchema>>>;

/** The names of the settings. */
export const settingNames = Object.keys(settingsSchema(true).entries);

/**
 * Checks settings and brings them to one form.
 *
 * @param where what messages call the place that they come from
 * @param square whether a size that is a mere number means a square
 * @throws ImageProcessorError naming each setting that is wrong
 */
export function parseSettings(fields: object, where: string, square: boolean): ImageProcessorSettings {
  const result = v.safeParse(settingsSchema(square), fields);
  if (!result.success) {
    const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'settings'}: ${issue.message}`);
    throw new ImageProcessorError('image-processor-invalid', `${where}: ${issues.join('; ')}`);
  }
  const { do_center_crop, crop_size, do_normalize, image_mean, image_std } = result.output;
  if (do_center_crop && !crop_size) {
    throw new ImageProcessorError('image-processor-invalid', `${where}: do_center_crop needs a crop_size`);
  }
  if (
    do_normalize &&
    image_mean.length > 1 &&
    image_std.length > 1 &&
    image_mean.length !== image_std.length
  ) {
    throw new ImageProcessorError(
      'image-processor-invalid',
      `${where}: image_mean and image_std differ in length`,
    );
  }
  return result.output;
}

/** @throws InvalidArgumentError for a setting that there is not */
export function refuseUnknownSettings(given: object, also: readonly string[]): void {
  const known = [...settingNames, ...also];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InvalidArgumentError(
    `an image processor has no setting "${unknown}"; there are ${known.join(', ')}`,
  );
}
