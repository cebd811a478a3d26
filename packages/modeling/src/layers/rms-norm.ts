import { Module, Parameter, rmsNorm, type Value } from '@automodel/graph';

/** Root mean square normalization over the last dimension (https://arxiv.org/abs/1910.07467), as `torch.nn.RMSNorm`. */
export class RMSNorm extends Module {
  weight: Parameter;

  constructor(
    dimensions: number,
    private readonly epsilon: number,
    /** Added to the weight: Gemma's checkpoints hold how far it is from 1. */
    private readonly offset = 0,
  ) {
    super();
    this.weight = new Parameter([dimensions]);
  }

  forward(x: Value): Value {
    const weight = x.graph.operand(this.weight);
    return rmsNorm(x, this.offset === 0 ? weight : weight.add(this.offset), this.epsilon);
  }
}
