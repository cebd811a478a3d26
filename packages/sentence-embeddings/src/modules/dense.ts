/** A linear layer with an activation function behind the encoder, which changes the size of the vectors. */
import type { Tensor } from '@automodel/core';
import { gelu, linear, silu, type Value } from '@automodel/graph';
import * as v from 'valibot';
import type { Features, SentenceModule } from './module.js';

/** By the names of PyTorch's classes, the last part of what the configuration says. */
const activations = {
  Identity: (x) => x,
  Tanh: (x) => x.tanh(),
  ReLU: (x) => x.relu(),
  GELU: gelu,
  SiLU: silu,
  Sigmoid: (x) => x.sigmoid(),
} satisfies Record<string, (x: Value) => Value>;

const names = Object.keys(activations) as (keyof typeof activations)[];
const feature = v.picklist(['sentence_embedding', 'token_embeddings']);

export const denseConfig = v.looseObject({
  in_features: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  out_features: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  bias: v.optional(v.boolean(), true),
  activation_function: v.pipe(
    v.optional(v.nullable(v.string()), 'torch.nn.modules.activation.Tanh'),
    v.transform((name) => name?.split('.').at(-1) ?? 'Identity'),
    v.picklist(names, `one of torch.nn's ${names.join(', ')} is supported`),
  ),
  module_input_name: v.optional(feature, 'sentence_embedding'),
  module_output_name: v.optional(v.nullable(feature)),
  use_residual: v.optional(v.boolean(), false),
});
export type DenseConfig = v.InferOutput<typeof denseConfig>;

/** The weights of a dense layer. They are small, so they become a part of the graph. */
export interface DenseWeights {
  /** `[out_features, in_features]` */
  readonly weight: Tensor;
  readonly bias?: Tensor;
  /** Of the projection beside the layer, where sizes differ. */
  readonly residual?: Tensor;
}

export class Dense implements SentenceModule {
  constructor(
    private readonly config: DenseConfig,
    private readonly weights: DenseWeights,
  ) {}

  forward(features: Features): Features {
    const { module_input_name, module_output_name, activation_function, use_residual } = this.config;
    const x = features[module_input_name];
    if (!x) return features;
    const { weight, bias, residual } = this.weights;
    const projected = activations[activation_function](linear(x, weight, bias));
    const beside = residual ? linear(x, residual) : x;
    return {
      ...features,
      [module_output_name ?? module_input_name]: use_residual ? projected.add(beside) : projected,
    };
  }
}
