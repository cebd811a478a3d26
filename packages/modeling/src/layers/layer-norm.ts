import { layerNorm, Module, Parameter, type Value } from '@automodel/graph';

/** Layer normalization over the last dimension (https://arxiv.org/abs/1607.06450), as `torch.nn.LayerNorm`. */
export class LayerNorm extends Module {
  weight: Parameter;
  bias?: Parameter;

  constructor(
    dimensions: number,
    private readonly epsilon: number,
    options: { bias?: boolean } = {},
  ) {
    super();
    this.weight = new Parameter([dimensions]);
    if (options.bias ?? true) this.bias = new Parameter([dimensions]);
  }

  forward(x: Value): Value {
    return layerNorm(x, this.weight, this.bias, this.epsilon);
  }
}
