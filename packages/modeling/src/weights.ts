import type { TensorLocation } from '@automodel/checkpoint';
import type { WeightSource } from '@automodel/graph';

/**
 * The tensors of a checkpoint by the names that a network gives its weights. A checkpoint may hold the encoder alone or
 * under a head, with its prefix (`bert.`) or without, and the oldest ones say `gamma` and `beta` in layer normalization.
 */
export class CheckpointWeights implements WeightSource {
  constructor(
    private readonly tensors: ReadonlyMap<string, TensorLocation>,
    private readonly prefix: string,
  ) {}

  find(name: string): TensorLocation | undefined {
    const prefix = `${this.prefix}.`;
    const other = name.startsWith(prefix) ? name.slice(prefix.length) : prefix + name;
    for (const candidate of [name, other]) {
      const found = this.tensors.get(candidate) ?? this.tensors.get(legacyName(candidate));
      if (found) return found;
    }
    return undefined;
  }

  /** Names of the tensors that are not in `used`. */
  namesBeside(used: ReadonlySet<string>): string[] {
    return [...this.tensors.keys()].filter((name) => !used.has(name));
  }
}

function legacyName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
}
