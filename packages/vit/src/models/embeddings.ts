import {
  concat,
  interpolate,
  Module,
  Parameter,
  patchConvolution,
  patches,
  tail,
  type Dim,
  type Value,
} from '@automodel/graph';
import { pair, trainedGrid, type VisionConfig } from '../vision-config.js';

/** A convolution whose windows lie side by side. */
class PatchProjection extends Module {
  weight: Parameter;
  bias: Parameter;

  constructor({ hidden_size, num_channels, patch_size }: VisionConfig) {
    super();
    this.weight = new Parameter([hidden_size, num_channels, ...pair(patch_size)]);
    this.bias = new Parameter([hidden_size]);
  }

  forward(x: Value): Value {
    return patchConvolution(x, this.weight, this.bias);
  }
}

class PatchEmbeddings extends Module {
  projection: PatchProjection;

  constructor(config: VisionConfig) {
    super();
    this.projection = new PatchProjection(config);
  }

  /** `[batch, channels, height, width]` to `[batch, rows * columns, hidden]` */
  forward(x: Value): Value {
    const projected = this.projection.forward(x);
    const [batch, hidden] = projected.shape;
    return projected.reshape([batch, hidden, -1]).transpose(1, 2);
  }
}

/** Patches as vectors behind one or two special tokens, with learned positions. */
export class VisionEmbeddings extends Module {
  cls_token: Parameter;
  distillation_token?: Parameter;
  patch_embeddings: PatchEmbeddings;
  position_embeddings?: Parameter;

  /** @param options.distillation whether there is a second special token. @param options.positions whether tokens have positions (yes, if left out) */
  constructor(
    private readonly config: VisionConfig,
    options: { distillation?: boolean; positions?: boolean } = {},
  ) {
    super();
    const { distillation = false, positions = true } = options;
    const [rows, columns] = trainedGrid(config);
    this.cls_token = new Parameter([1, 1, config.hidden_size]);
    if (distillation) this.distillation_token = new Parameter([1, 1, config.hidden_size]);
    this.patch_embeddings = new PatchEmbeddings(config);
    if (positions) {
      this.position_embeddings = new Parameter([1, rows * columns + this.special.length, config.hidden_size]);
    }
  }

  /** `[batch, channels, height, width]` to `[batch, tokens, hidden]` */
  forward(pixels: Value): Value {
    const { graph } = pixels;
    const patchVectors = this.patch_embeddings.forward(pixels);
    const [batch, , hidden] = patchVectors.shape;
    const special = this.special.map((token) => graph.operand(token).expand([batch, 1, hidden]));
    const tokens = concat([...special, patchVectors], 1, 'tokens');
    return this.position_embeddings ? tokens.add(this.positions(pixels)) : tokens;
  }

  private get special(): Parameter[] {
    return this.distillation_token ? [this.cls_token, this.distillation_token] : [this.cls_token];
  }

  /** `[1, tokens, hidden]`: those of patches are resampled where the grid is not the one that they were trained on. */
  private positions(pixels: Value): Value {
    const positions = pixels.graph.operand(this.position_embeddings!);
    const grid = patchGrid(pixels, this.config);
    if (!isAnySize(grid)) return positions;
    const [, tokens, hidden] = positions.shape as number[];
    const count = this.special.length;
    const trained = positions
      .slice(1, count, tokens)
      .reshape([1, ...trainedGrid(this.config), hidden])
      .permute([0, 3, 1, 2]);
    const sizes = [pixels.graph.sizeOf(grid[0]), pixels.graph.sizeOf(grid[1])] as const;
    const resampled = interpolate(trained, 'bicubic', sizes, grid).reshape([1, hidden, -1]).transpose(1, 2);
    return concat([positions.slice(1, 0, count), resampled], 1, 'tokens');
  }
}

/** Rows and columns of patches in pictures `[batch, channels, height, width]`. */
export function patchGrid(pixels: Value, { patch_size }: VisionConfig): readonly [Dim, Dim] {
  const [, , height, width] = pixels.shape;
  const [rows, columns] = pair(patch_size);
  return [patches(height, rows), patches(width, columns)];
}

/** Whether the graph is the one for pictures of any size. */
export function isAnySize(grid: readonly [Dim, Dim]): grid is readonly [string, string] {
  return typeof grid[0] === 'string';
}

/** The tokens of patches: `[batch, tokens, hidden]` without the first `special` tokens. */
export function patchTokens(x: Value, special: number): Value {
  return tail(x, 1, special, 'patches');
}
