import type { Operand, Value } from '../value.js';

/**
 * `x Wᵀ + b`, as `torch.nn.functional.linear`.
 *
 * @param x `[..., in]`
 * @param weight `[out, in]`
 * @param bias `[out]`
 */
export function linear(x: Value, weight: Operand, bias?: Operand): Value {
  const { graph } = x;
  const w = graph.operand(weight);
  if (w.shape.length !== 2 || x.shape.at(-1) !== w.shape[1]) {
    throw graph.error('Linear', [x, w], "the input's last dimension and the weight's second must agree");
  }
  const shape = [...x.shape.slice(0, -1), w.shape[0]];
  // FusedMatMul reads W as it lies in the checkpoint; MatMul would want a transposed copy.
  const product = graph.node('FusedMatMul', [x, w], x.type, shape, { transB: 1 }, 'com.microsoft');
  return bias === undefined ? product : product.add(bias);
}

/**
 * Convolution over the last dimension, as `torch.nn.Conv1d`.
 *
 * @param x `[batch, in, length]`
 * @param weight `[out, in / groups, kernel]`; `padding` zeros go on both sides
 */
export function conv1d(x: Value, weight: Operand, bias: Operand, padding: number, groups: number): Value {
  const { graph } = x;
  const w = graph.operand(weight);
  const [out, inPerGroup, kernel] = w.shape;
  if (
    typeof kernel !== 'number' ||
    kernel !== 2 * padding + 1 ||
    x.shape[1] !== Number(inPerGroup) * groups
  ) {
    throw graph.error('Conv', [x, w], `a padding of ${padding} and ${groups} groups do not fit these shapes`);
  }
  const attributes = { kernel_shape: [kernel], pads: [padding, padding], group: groups };
  return graph.node('Conv', [x, w, bias], x.type, [x.shape[0], out, x.shape[2]], attributes);
}
