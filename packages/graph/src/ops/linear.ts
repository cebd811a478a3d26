import type { Tensor } from '@automodel/core';
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
  if (x.type !== w.type) throw graph.error('Linear', [x, w], `${x.type} and ${w.type} have no product`);
  const shape = [...x.shape.slice(0, -1), w.shape[0]];
  // FusedMatMul reads W as it lies in the checkpoint; MatMul would want a transposed copy.
  const product = graph.node('FusedMatMul', [x, w], x.type, shape, { transB: 1 }, 'com.microsoft');
  return bias === undefined ? product : product.add(bias);
}

/**
 * {@link linear} for rows, by a weight that something else reads, too, as a head that scores by token embeddings: computed as
 * `(W xᵀ)ᵀ`, so that the weight is read where it lies. ONNX Runtime keeps a packed copy of a weight that stands on the right.
 *
 * @param x `[rows, in]`
 * @param weight `[out, in]`
 * @param bias `[out]`
 */
export function linearInPlace(x: Value, weight: Operand, bias?: Operand): Value {
  const { graph } = x;
  const w = graph.operand(weight);
  if (x.shape.length !== 2 || w.shape.length !== 2 || x.shape[1] !== w.shape[1]) {
    throw graph.error(
      'Linear',
      [x, w],
      "there must be rows, whose last dimension and the weight's second agree",
    );
  }
  const shape = [w.shape[0], x.shape[0]];
  // ONNX Runtime would turn a Gemm around again.
  const product = graph
    .node('FusedMatMul', [w, x], x.type, shape, { transB: 1 }, 'com.microsoft')
    .permute([1, 0]);
  return bias === undefined ? product : product.add(bias);
}

/** A weight in eight bits, with a scale for every output: `weight[o][i]` is about `values[i][o] * scales[o]`. */
export interface QuantizedWeight {
  /** `[in, out]` */
  readonly values: Tensor<'int8'>;
  /** `[out]` */
  readonly scales: Tensor<'float32'>;
}

/**
 * `x Wᵀ + b` with a weight in eight bits. The input is brought to eight bits while the graph runs, with one scale for all of
 * it: the result for a row depends, a little, on the rows beside it.
 *
 * @param x `[..., in]`
 * @param bias `[out]`
 */
export function quantizedLinear(x: Value, { values, scales }: QuantizedWeight, bias?: Operand): Value {
  const { graph } = x;
  const [inputs, outputs] = values.dims;
  if (x.shape.at(-1) !== inputs) {
    throw graph.error(
      'Linear',
      [x, graph.operand(values)],
      "the input's last dimension and the weight's must agree",
    );
  }
  const shape = [...x.shape.slice(0, -1), outputs];
  const operands = [x, values, scales, undefined, bias];
  return graph.node('DynamicQuantizeMatMul', operands, x.type, shape, {}, 'com.microsoft');
}

/**
 * Convolution over the last dimension that keeps its length, as `torch.nn.Conv1d` with `padding` zeros on both sides.
 *
 * @param x `[batch, in, length]`
 * @param weight `[out, in / groups, kernel]`, the kernel `2 * padding + 1` long
 * @param bias `[out]`
 * @param padding number of zeros on each side
 * @param groups parts of the channels that are convolved by themselves
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
    const reason = `a padding of ${padding} and ${groups} groups do not fit: the kernel must be 2 * padding + 1 long`;
    throw graph.error('Conv', [x, w], reason);
  }
  const attributes = { kernel_shape: [kernel], pads: [padding, padding], group: groups };
  return graph.node('Conv', [x, w, bias], x.type, [x.shape[0], out, x.shape[2]], attributes);
}
