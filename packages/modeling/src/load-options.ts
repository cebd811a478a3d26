import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import type { BackendName } from '@automodel/runtime';

/** What happens while a model loads. */
export interface ProgressInfo {
  readonly status: 'initiate' | 'done' | 'ready';
  /** The model's name as it was given. */
  readonly name: string;
}

/** Options of `from_pretrained`. */
export interface LoadOptions {
  /** What computes: chosen automatically, or by the environment variable AUTOMODEL_BACKEND, if left out. */
  readonly backend?: BackendName;
  /** Threads of the pool that all models share; by default one a core. */
  readonly threads?: number;
  /**
   * What is computed in. `auto` and `fp32`: float32; checkpoints in half precision are widened while they load. `int8` (also
   * called `q8`), for encoders: the products of linear layers in eight bits, from weights that are brought to eight bits while
   * they load; twice as fast and faster, and a little less exact.
   */
  readonly dtype?: 'auto' | 'fp32' | 'int8' | 'q8';
  /** Computation is on the CPU. */
  readonly device?: 'auto' | 'cpu';
  /** Called as loading begins and ends. */
  readonly progress_callback?: (info: ProgressInfo) => void;
}

/** The names of {@link LoadOptions}. */
export const loadOptionNames: readonly (keyof LoadOptions)[] = [
  'backend',
  'threads',
  'dtype',
  'device',
  'progress_callback',
];

const choices = { dtype: ['auto', 'fp32', 'int8', 'q8'], device: ['auto', 'cpu'] } as const;

/** @throws InvalidArgumentError for an option that is unknown or cannot be honoured */
export function checkLoadOptions(options: LoadOptions): void {
  refuseUnknownOptions('from_pretrained()', options, loadOptionNames);
  for (const [name, allowed] of Object.entries(choices)) {
    const value = options[name as keyof typeof choices];
    if (value !== undefined && !(allowed as readonly string[]).includes(value)) {
      throw new InvalidArgumentError(
        `${name}: "${value}" is not supported; choose one of ${allowed.join(', ')}`,
      );
    }
  }
}

/** Whether linear layers shall compute in eight bits. */
export function isInt8({ dtype }: LoadOptions): boolean {
  return dtype === 'int8' || dtype === 'q8';
}
