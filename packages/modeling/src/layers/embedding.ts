import { Module, Parameter, type Value } from '@automodel/graph';

/** A table of vectors, looked up by id, as `torch.nn.Embedding`. */
export class Embedding extends Module {
  weight: Parameter;

  constructor(entries: number, dimensions: number) {
    super();
    this.weight = new Parameter([entries, dimensions]);
  }

  /** int32 ids `[...]` to vectors `[..., dimensions]` */
  forward(ids: Value): Value {
    return ids.graph.operand(this.weight).gather(ids);
  }
}
