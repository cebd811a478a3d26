import { Module, type Value } from '@automodel/graph';
import { activations, type ActivationName } from './activation.js';
import { Linear } from './linear.js';

/** A feed-forward network whose hidden layer is gated (https://arxiv.org/abs/2002.05202), as Llama names its parts. */
export class GatedMLP extends Module {
  gate_proj: Linear;
  up_proj: Linear;
  down_proj: Linear;

  constructor(
    size: number,
    intermediateSize: number,
    private readonly act: ActivationName,
    bias = false,
  ) {
    super();
    this.gate_proj = new Linear(size, intermediateSize, { bias });
    this.up_proj = new Linear(size, intermediateSize, { bias });
    this.down_proj = new Linear(intermediateSize, size, { bias });
  }

  forward(x: Value): Value {
    const gate = activations[this.act](this.gate_proj.forward(x));
    return this.down_proj.forward(gate.mul(this.up_proj.forward(x)));
  }
}
