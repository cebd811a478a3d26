import { Tensor } from '@automodel/core';
import { ModelInputError, type ModelCallOptions } from '@automodel/modeling';
import { pair, type VisionConfig } from './vision-config.js';

/** Pictures as an image processor gives them. */
export interface VisionInputs {
  /** `[batch, channels, height, width]`, float32, or uint8 where the processor neither rescales nor normalizes. */
  readonly pixel_values: Tensor;
}

/** Options of a call. */
export interface VisionCallOptions extends ModelCallOptions {
  /**
   * Whether pictures may have another size than the network was trained on: its position embeddings are resampled, as in
   * Python. DINOv2 and BEiT always do that. The first such call makes a second session, which serves all sizes.
   */
  readonly interpolate_pos_encoding?: boolean;
}

/** Pictures for the graph, and whether it must be the one for any size. */
export interface VisionFeeds {
  readonly feeds: { readonly pixel_values: Tensor<'float32'> };
  readonly anySize: boolean;
}

/**
 * Checks a call's pictures.
 *
 * @param resamples whether other sizes than the trained one are welcome
 * @throws ModelInputError for pictures that the network cannot read
 */
export function visionFeeds(inputs: VisionInputs, config: VisionConfig, resamples: boolean): VisionFeeds {
  const pixel_values = floatPixels(inputs);
  const [batch, channels, height, width] = pixel_values.dims;
  if (pixel_values.dims.length !== 4 || batch === 0) {
    throw new ModelInputError(
      `pixel_values must be [batch, channels, height, width] and not empty; they are ${pixel_values.describe()}`,
    );
  }
  if (channels !== config.num_channels) {
    throw new ModelInputError(
      `the model takes ${config.num_channels} channels; pixel_values have ${channels}`,
    );
  }
  const [trainedHeight, trainedWidth] = pair(config.image_size);
  const anySize = height !== trainedHeight || width !== trainedWidth;
  if (anySize) checkSize(config, height, width, resamples);
  return { feeds: { pixel_values }, anySize };
}

function floatPixels(inputs: VisionInputs): Tensor<'float32'> {
  const known = typeof (inputs as unknown) === 'object' && (inputs as object | null) !== null;
  const unknown = known && Object.keys(inputs).find((name) => name !== 'pixel_values');
  if (!known || unknown !== undefined || !(inputs.pixel_values instanceof Tensor)) {
    const given = unknown === undefined ? '' : `; there is no input "${String(unknown)}"`;
    throw new ModelInputError(
      `a vision model is called with what an image processor gives: { pixel_values }${given}`,
    );
  }
  const { pixel_values } = inputs;
  if (!['float32', 'uint8'].includes(pixel_values.type)) {
    throw new ModelInputError(`pixel_values must be float32 or uint8; they are ${pixel_values.describe()}`);
  }
  return pixel_values.to('float32');
}

function checkSize(config: VisionConfig, height: number, width: number, resamples: boolean): void {
  const [trained, patch] = [pair(config.image_size), pair(config.patch_size)];
  const sizes = `the pictures are ${height} x ${width} (height x width), the model was trained on ${trained.join(' x ')}`;
  if (!resamples) {
    throw new ModelInputError(
      `${sizes}; let its image processor resize them, or call it with { interpolate_pos_encoding: true }`,
    );
  }
  if (height < patch[0] || width < patch[1]) {
    throw new ModelInputError(`${sizes}; they must hold at least one patch of ${patch.join(' x ')}`);
  }
  if (trained[0] !== trained[1] || patch[0] !== patch[1]) {
    throw new ModelInputError(
      `${sizes}; positions of a model whose own pictures are not square cannot be resampled`,
    );
  }
}
