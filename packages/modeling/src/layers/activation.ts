import { gelu, geluTanh, mish, quickGelu, silu, type Value } from '@automodel/graph';
import * as v from 'valibot';

/** Activation functions by the names that `config.json` gives them (Python's `ACT2FN`). */
export const activations = {
  gelu,
  gelu_python: gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_accurate: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_python_tanh: geluTanh,
  quick_gelu: quickGelu,
  relu: (x) => x.relu(),
  relu2: (x) => x.relu().pow(2),
  silu,
  swish: silu,
  mish,
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  linear: (x) => x,
} satisfies Record<string, (x: Value) => Value>;

export type ActivationName = keyof typeof activations;

/** The name of an activation function, `initial` if the file does not say. */
export const activation = (initial: ActivationName) =>
  v.optional(v.picklist(Object.keys(activations) as ActivationName[]), initial);
