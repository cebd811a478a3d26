import type { Value } from '../value.js';

/** Gaussian error linear unit with the error function (https://arxiv.org/abs/1606.08415). */
export function gelu(x: Value): Value {
  return x.graph.node('Gelu', [x], x.type, x.shape);
}

/** GELU by the tanh approximation of the same paper. */
export function geluTanh(x: Value): Value {
  return x.graph.node('Gelu', [x], x.type, x.shape, { approximate: 'tanh' });
}

/** GELU approximated as `x * sigmoid(1.702 x)`. */
export function quickGelu(x: Value): Value {
  return x.mul(x.mul(1.702).sigmoid());
}

/** `x * sigmoid(x)` (https://arxiv.org/abs/1710.05941). */
export function silu(x: Value): Value {
  return x.mul(x.sigmoid());
}

/** `x * tanh(log(1 + exp(x)))` (https://arxiv.org/abs/1908.08681). */
export function mish(x: Value): Value {
  return x.graph.node('Mish', [x], x.type, x.shape);
}
