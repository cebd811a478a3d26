import { AutomodelError } from '@automodel/core';
import { formatShape, type Shape } from './shape.js';

/** A network whose parts do not fit together: found while the graph is built, before anything is computed. */
export class GraphError extends AutomodelError {
  constructor(
    /** The path of the module whose `forward` applied the operation, as in the checkpoint: `encoder.layer.0`. */
    readonly modulePath: string,
    /** The operation, for example `MatMul`. */
    readonly op: string,
    /** The shapes of its operands. */
    readonly shapes: readonly Shape[],
    reason: string,
  ) {
    super(
      'graph-invalid',
      `${modulePath || 'the network'}: ${op}(${shapes.map(formatShape).join(', ')}): ${reason}`,
    );
  }
}

/** A checkpoint that lacks tensors of a network, or has them in other shapes. Its fields list all of them, its message the first. */
export class WeightsError extends AutomodelError {
  constructor(
    /** Full names of the tensors that the checkpoint lacks. */
    readonly missing: readonly string[],
    /** Tensors of another shape than the network's. */
    readonly mismatched: readonly { name: string; expected: Shape; found: Shape }[],
  ) {
    const lines = [
      ...missing.map((name) => `  missing: ${name}`),
      ...mismatched.map(
        ({ name, expected, found }) =>
          `  mis-shaped: ${name} is ${formatShape(found)}, the network needs ${formatShape(expected)}`,
      ),
    ];
    const shown = lines.length > 20 ? [...lines.slice(0, 20), `  and ${lines.length - 20} more`] : lines;
    super(
      'weights-mismatch',
      `the checkpoint does not fit the network of its config:\n${shown.join('\n')}\n` +
        'Check that config.json belongs to these weights and that the class fits the checkpoint (its "architectures").',
    );
  }
}
