import { resample } from '../images/resample.js';
import { cutOut, type Pixels } from '../images/pixels.js';
import { ImageProcessorError } from './errors.js';
import type { ImageProcessorSettings } from './settings.js';
import { resizedTo, type ExactSize } from './sizes.js';

/** To which size a picture is resized, and which part in the middle of it is kept. */
export interface Placement {
  readonly resized: ExactSize;
  /** Larger than the resized picture: zeros around it. */
  readonly crop?: ExactSize;
}

/** From this size on ConvNext's pictures are not cropped. */
const UNCROPPED = 384;

/** Where a picture of a size ends up. */
export function placementOf(picture: ExactSize, settings: ImageProcessorSettings): Placement {
  const { do_resize, size, do_center_crop, crop_size, crop_pct } = settings;
  if (do_resize && crop_pct !== undefined) return placementByShare(picture, settings, crop_pct);
  const resized = do_resize ? resizedTo(picture, size) : picture;
  return { resized, ...(do_center_crop && { crop: crop_size }) };
}

/** ConvNext's: the middle share of the picture, or from 384 pixels on all of it as a square. */
function placementByShare(
  picture: ExactSize,
  { size, do_center_crop }: ImageProcessorSettings,
  share: number,
): Placement {
  if (!('shortest_edge' in size) || do_center_crop) {
    throw new ImageProcessorError(
      'image-processor-invalid',
      'crop_pct goes with { shortest_edge } as size and without do_center_crop',
    );
  }
  const square = { height: size.shortest_edge, width: size.shortest_edge };
  if (size.shortest_edge >= UNCROPPED) return { resized: square };
  const resized = resizedTo(picture, { shortest_edge: Math.trunc(size.shortest_edge / share) });
  return { resized, crop: square };
}

/** Resizes and crops a picture. Only what the crop keeps is computed. */
export function place(
  picture: Pixels,
  { resized, crop }: Placement,
  filter: ImageProcessorSettings['resample'],
): Pixels {
  if (!crop) return resample(picture, resized, filter);
  const [rows, columns] = [middle(resized.height, crop.height), middle(resized.width, crop.width)];
  const region = { left: columns.from, top: rows.from, width: columns.count, height: rows.count };
  const kept = resample(picture, resized, filter, region);
  return cutOut(kept, { left: -columns.before, top: -rows.before, width: crop.width, height: crop.height });
}

/** The middle of a side: which pixels are kept, and how many zeros go before them if there are too few. */
function middle(side: number, crop: number): { from: number; count: number; before: number } {
  if (side >= crop) return { from: Math.floor((side - crop) / 2), count: crop, before: 0 };
  return { from: 0, count: side, before: Math.ceil((crop - side) / 2) };
}
