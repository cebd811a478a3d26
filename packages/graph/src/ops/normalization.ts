import type { Operand, Value } from '../value.js';

/**
 * Layer normalization over the last dimension (https://arxiv.org/abs/1607.06450).
 *
 * @param x `[..., size]`
 * @param weight `[size]`; `bias` likewise
 * @param epsilon added to the variance
 */
export function layerNorm(x: Value, weight: Operand, bias: Operand | undefined, epsilon: number): Value {
  const { graph } = x;
  const size = x.shape.at(-1);
  const [scale, shift] = [graph.operand(weight), bias === undefined ? undefined : graph.operand(bias)];
  for (const operand of [scale, ...(shift ? [shift] : [])]) {
    if (operand.shape.length === 1 && operand.shape[0] === size) continue;
    const reason = "weight and bias must be as long as the input's last dimension";
    throw graph.error('LayerNormalization', [x, operand], reason);
  }
  return graph.node('LayerNormalization', [x, scale, shift], x.type, x.shape, {
    axis: -1,
    epsilon: { float: epsilon },
  });
}

/**
 * Root mean square normalization over the last dimension (https://arxiv.org/abs/1910.07467).
 *
 * @param x `[..., size]`
 * @param weight `[size]`
 * @param epsilon added to the mean square
 */
export function rmsNorm(x: Value, weight: Operand, epsilon: number): Value {
  const { graph } = x;
  const scale = graph.operand(weight);
  if (scale.shape.length !== 1 || scale.shape[0] !== x.shape.at(-1)) {
    const reason = "the weight must be as long as the input's last dimension";
    throw graph.error('SimplifiedLayerNormalization', [x, scale], reason);
  }
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  return graph.node('SimplifiedLayerNormalization', [x, scale], x.type, x.shape, attributes);
}
