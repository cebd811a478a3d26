import type { Operand, Value } from '../value.js';

/** Layer normalization over the last dimension (https://arxiv.org/abs/1607.06450). */
export function layerNorm(x: Value, weight: Operand, bias: Operand | undefined, epsilon: number): Value {
  const { graph } = x;
  const scale = graph.operand(weight);
  if (scale.shape.length !== 1 || scale.shape[0] !== x.shape.at(-1)) {
    throw graph.error(
      'LayerNormalization',
      [x, scale],
      "the weight must be as long as the input's last dimension",
    );
  }
  return graph.node('LayerNormalization', [x, scale, bias], x.type, x.shape, {
    axis: -1,
    epsilon: { float: epsilon },
  });
}
