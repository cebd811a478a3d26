import { linear, Module, Parameter, type Value } from '@automodel/graph';

/** `x Wᵀ + b`, as `torch.nn.Linear`. */
export class Linear extends Module {
  weight: Parameter;
  bias?: Parameter;

  /**
   * @param options.bias whether there is a bias (yes, if left out)
   * @param options.tiedWeight the weight that stands in where the checkpoint has none of its own, `[outputs, inputs]`
   * @param options.tiedBias likewise for the bias, `[outputs]`
   */
  constructor(
    inputs: number,
    outputs: number,
    options: { bias?: boolean; tiedWeight?: Parameter; tiedBias?: Parameter } = {},
  ) {
    super();
    this.weight = new Parameter([outputs, inputs], { tiedTo: options.tiedWeight });
    if (options.bias ?? true) this.bias = new Parameter([outputs], { tiedTo: options.tiedBias });
  }

  /** `[..., inputs]` to `[..., outputs]` */
  forward(x: Value): Value {
    return linear(x, this.weight, this.bias);
  }
}
