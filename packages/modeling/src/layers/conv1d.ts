import { Module, Parameter, type Value } from '@automodel/graph';

/** `x W + b`: the linear layer of GPT-2, whose weight lies the other way round than that of `Linear`. */
export class Conv1D extends Module {
  weight: Parameter;
  bias: Parameter;

  constructor(inputs: number, outputs: number) {
    super();
    this.weight = new Parameter([inputs, outputs]);
    this.bias = new Parameter([outputs]);
  }

  /** `[..., inputs]` to `[..., outputs]` */
  forward(x: Value): Value {
    return x.matmul(this.weight).add(this.bias);
  }
}
