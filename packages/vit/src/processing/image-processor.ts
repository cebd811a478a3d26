import { resolveModel } from '@automodel/checkpoint';
import { Callable, Tensor } from '@automodel/core';
import { convertChannels, type Channels, type Pixels } from '../images/pixels.js';
import { RawImage, readOptionNames, type ImageInput, type ReadImageOptions } from '../images/raw-image.js';
import { ImageProcessorError } from './errors.js';
import { place, placementOf } from './placement.js';
import { readProcessorConfig } from './processor-config.js';
import {
  parseSettings,
  refuseUnknownSettings,
  settingNames,
  type ImageProcessorFields,
  type ImageProcessorSettings,
} from './settings.js';

/** What an image processor gives: the input of a model, and the pictures' sizes as `[height, width]`. */
export interface ImageProcessorOutput {
  /** `[batch, channels, height, width]`: float32, or uint8 where pixels are neither rescaled nor normalized. */
  readonly pixel_values: Tensor<'float32'> | Tensor<'uint8'>;
  /** Before. */
  readonly original_sizes: readonly (readonly [number, number])[];
  /** After resizing and cropping. */
  readonly reshaped_input_sizes: readonly (readonly [number, number])[];
}

/** How many pictures are decoded beside the work on one; more would take memory for nothing. */
const LOOKAHEAD = 2;

/** Settings for one call, and options of reading pictures. */
export type ImageProcessorOptions = ImageProcessorFields & ReadImageOptions;

export interface ImageProcessor {
  (
    images: ImageInput | readonly ImageInput[],
    options?: ImageProcessorOptions,
  ): Promise<ImageProcessorOutput>;
}

/**
 * Pictures to what a network reads: resized, cropped, rescaled and normalized, with the numbers that Python's processors
 * with Pillow give.
 */
export abstract class ImageProcessor extends Callable<
  (
    images: ImageInput | readonly ImageInput[],
    options?: ImageProcessorOptions,
  ) => Promise<ImageProcessorOutput>
>() {
  /** What the class does if it is not told otherwise. */
  static readonly defaults: ImageProcessorFields = {
    // Python's classes leave that to the file; a network of three channels wants it anyway.
    do_convert_rgb: true,
    do_resize: true,
    do_center_crop: false,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
  };
  /** Whether a size that is a mere number means a square, or else the shorter side. */
  static readonly squareByDefault: boolean = true;

  readonly settings: ImageProcessorSettings;
  readonly #square: boolean;

  /**
   * @param fields as in preprocessor_config.json; what is left out is the class's default
   * @param where what messages call the place that they come from
   * @throws ImageProcessorError naming each setting that is wrong
   */
  constructor(fields: object = {}, where = 'the image processor') {
    super();
    const { defaults, squareByDefault } = new.target;
    this.#square = squareByDefault;
    this.settings = parseSettings(
      defined({ ...ImageProcessor.defaults, ...defaults }, fields),
      where,
      squareByDefault,
    );
  }

  /**
   * Loads the image processor of a model, whatever class the file names.
   *
   * @param model a folder, or the name of an installed model
   * @throws ImageProcessorError if the model has no settings of this kind
   */
  static async from_pretrained<P extends ImageProcessor>(
    this: new (fields: object, where: string) => P,
    model: string,
    options: ImageProcessorFields = {},
  ): Promise<P> {
    refuseUnknownSettings(options, []);
    const { fields, where } = await readProcessorConfig(await resolveModel(model));
    return new this({ ...fields, ...options }, where);
  }

  async _call(
    images: ImageInput | readonly ImageInput[],
    options: ImageProcessorOptions = {},
  ): Promise<ImageProcessorOutput> {
    const { settings, reading } = this.split(options);
    const inputs = Array.isArray(images) ? (images as readonly ImageInput[]) : [images as ImageInput];
    if (inputs.length === 0) {
      throw new ImageProcessorError('image-batch-invalid', 'there must be at least one picture');
    }
    const original_sizes: [number, number][] = [];
    const placed: Pixels[] = [];
    const ahead: Promise<RawImage>[] = [];
    let started = 0;
    while (placed.length < inputs.length) {
      while (started < inputs.length && ahead.length <= LOOKAHEAD) {
        const read = RawImage.read(inputs[started++], reading);
        // One that fails is reported when its turn comes.
        read.catch(() => undefined);
        ahead.push(read);
      }
      const image = await ahead.shift()!;
      original_sizes.push([image.height, image.width]);
      placed.push(prepare(image, settings));
    }
    return {
      pixel_values: toTensor(placed, settings),
      original_sizes,
      reshaped_input_sizes: placed.map(({ height, width }) => [height, width] as const),
    };
  }

  private split(options: ImageProcessorOptions): {
    settings: ImageProcessorSettings;
    reading: ReadImageOptions;
  } {
    refuseUnknownSettings(options, readOptionNames);
    const reading: Record<string, unknown> = {};
    const fields: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(options)) {
      (settingNames.includes(name) ? fields : reading)[name] = value;
    }
    const settings = Object.keys(fields).length === 0 ? this.settings : this.merge(fields);
    return { settings, reading };
  }

  private merge(fields: object): ImageProcessorSettings {
    return parseSettings(defined(this.settings, fields), 'the options of the call', this.#square);
  }
}

/** Fields over others; null, as Python writes it, and undefined leave the others. */
function defined(fields: object, over: object): object {
  const given = Object.entries(over).filter(([, value]) => value !== undefined && value !== null);
  return { ...fields, ...Object.fromEntries(given) };
}

/** The picture as the network sees it, still as bytes. */
function prepare(image: RawImage, settings: ImageProcessorSettings): Pixels {
  const picture: Pixels = settings.do_convert_rgb ? convertChannels(image, 3) : image;
  return place(picture, placementOf(picture, settings), settings.resample);
}

function toTensor(
  pictures: readonly Pixels[],
  settings: ImageProcessorSettings,
): Tensor<'float32'> | Tensor<'uint8'> {
  const [{ width, height, channels }] = pictures;
  const other = pictures.find(
    (picture) => picture.width !== width || picture.height !== height || picture.channels !== channels,
  );
  if (other) {
    throw new ImageProcessorError(
      'image-batch-invalid',
      `pictures of ${describe(pictures[0])} and ${describe(other)} do not make one batch; let them be resized ` +
        '({ do_resize: true } with a height and a width), or process them one by one',
    );
  }
  const plane = width * height;
  const dims = [pictures.length, channels, height, width];
  const { do_rescale, do_normalize } = settings;
  if (!do_rescale && !do_normalize) {
    const data = new Uint8Array(plane * channels * pictures.length);
    pictures.forEach((picture, i) => spread(picture, data, i * plane * channels));
    return new Tensor('uint8', data, dims);
  }
  const values = new Float32Array(plane * channels * pictures.length);
  const tables = Array.from({ length: channels }, (_, channel) => valuesOfBytes(channel, channels, settings));
  pictures.forEach((picture, i) => spread(picture, values, i * plane * channels, tables));
  return new Tensor('float32', values, dims);
}

/** Writes channel after channel, each byte by itself or by what `tables` have for it. */
function spread(
  { data, width, height, channels }: Pixels,
  target: Float32Array | Uint8Array,
  offset: number,
  tables?: readonly Float32Array[],
): void {
  const plane = width * height;
  for (let channel = 0; channel < channels; channel++) {
    const table = tables?.[channel];
    const to = offset + channel * plane;
    if (table) for (let i = 0, at = channel; i < plane; i++, at += channels) target[to + i] = table[data[at]];
    else for (let i = 0, at = channel; i < plane; i++, at += channels) target[to + i] = data[at];
  }
}

/** What rescaling and normalization make of each of the 256 bytes; rounded to float32 step by step, as in Python. */
function valuesOfBytes(channel: number, channels: Channels, settings: ImageProcessorSettings): Float32Array {
  const { do_rescale, rescale_factor, do_normalize } = settings;
  const mean = ofChannel('image_mean', settings.image_mean, channel, channels);
  const std = ofChannel('image_std', settings.image_std, channel, channels);
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const value = do_rescale ? Math.fround(byte * rescale_factor) : byte;
    return do_normalize ? Math.fround(value - Math.fround(mean)) / Math.fround(std) : value;
  });
}

function ofChannel(name: string, values: readonly number[], channel: number, channels: Channels): number {
  if (values.length === 1) return values[0];
  if (values.length === channels) return values[channel];
  throw new ImageProcessorError(
    'image-batch-invalid',
    `${name} has ${values.length} values, the picture ${channels} channels; set do_convert_rgb, or give a value for each`,
  );
}

function describe({ width, height, channels }: Pixels): string {
  return `${width} x ${height} x ${channels}`;
}
