import {
  linear,
  Module,
  Parameter,
  quantizedLinear,
  type QuantizedWeight,
  type Value,
} from '@automodel/graph';

/** `x Wᵀ + b`, as `torch.nn.Linear`. */
export class Linear extends Module {
  weight: Parameter;
  bias?: Parameter;
  /** The weight in eight bits, where the graph is to compute in them. */
  quantized?: QuantizedWeight;

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
    return this.quantized ? quantizedLinear(x, this.quantized, this.bias) : linear(x, this.weight, this.bias);
  }
}
