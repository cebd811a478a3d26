import type { Dim } from '../shape.js';
import type { Operand, Value } from '../value.js';

/**
 * Convolution over pictures without padding, by windows that lie side by side: each patch of the picture becomes a vector.
 * What is left at the right and bottom edge is not seen, as in `torch.nn.Conv2d` with a stride as large as its kernel.
 *
 * @param x `[batch, in, height, width]`
 * @param weight `[out, in, patchHeight, patchWidth]`
 * @param bias `[out]`
 * @returns `[batch, out, rows, columns]`
 */
export function patchConvolution(x: Value, weight: Operand, bias: Operand): Value {
  const { graph } = x;
  const w = graph.operand(weight);
  const [batch, channels, height, width] = x.shape;
  const [out, inputs, ...patch] = w.shape as number[];
  if (x.shape.length !== 4 || w.shape.length !== 4 || channels !== inputs) {
    throw graph.error('Conv', [x, w], 'the channels of the picture and of the weight must agree');
  }
  const [rows, columns] = [patches(height, patch[0]), patches(width, patch[1])];
  if (rows === 0 || columns === 0) throw graph.error('Conv', [x, w], 'the picture is smaller than a patch');
  const attributes = { kernel_shape: patch, strides: patch };
  return graph.node('Conv', [x, w, bias], x.type, [batch, out, rows, columns], attributes);
}

/** How many whole patches a side holds. */
export function patches(side: Dim, patch: number): Dim {
  return typeof side === 'number' ? Math.floor(side / patch) : `${side}/${patch}`;
}

/**
 * Pictures in another size, as `torch.nn.functional.interpolate` with `align_corners=False`: no antialiasing, and beyond
 * the border the border's pixels.
 *
 * @param x `[batch, channels, height, width]`
 * @param mode `bicubic` with a = -0.75
 * @param sizes the new height and width, int64 `[1]` each
 * @param names what the shape calls them
 */
export function interpolate(
  x: Value,
  mode: 'bilinear' | 'bicubic',
  sizes: readonly [Value, Value],
  names: readonly [Dim, Dim],
): Value {
  const { graph } = x;
  if (x.shape.length !== 4) throw graph.error('Resize', [x], 'pictures are [batch, channels, height, width]');
  const [batch, channels] = x.shape;
  const target = graph.node('Concat', [graph.shapeOperand([batch, channels]), ...sizes], 'int64', [4], {
    axis: 0,
  });
  return graph.node('Resize', [x, undefined, undefined, target], x.type, [batch, channels, ...names], {
    mode: mode === 'bicubic' ? 'cubic' : 'linear',
    coordinate_transformation_mode: 'half_pixel',
    cubic_coeff_a: { float: -0.75 },
  });
}
