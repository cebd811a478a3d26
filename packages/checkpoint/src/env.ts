import { InvalidArgumentError } from '@automodel/core';
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Where models may come from. One object for the whole process. */
export interface Environment {
  /** Version of automodel. */
  readonly version: string;
  /**
   * A folder whose folders are models, by their names: `Xenova/bert` is the folder `bert` in `Xenova` in it. It is looked
   * at before the working directory, and no name leads out of it. None by default.
   */
  localModelPath: string | undefined;
  /** Whether folders are looked at (yes). If not, models are installed packages. */
  allowLocalModels: boolean;
  /** Whether models may be downloaded: they may not, and cannot yet. */
  allowRemoteModels: boolean;
}

const settings: Environment = {
  version,
  localModelPath: undefined,
  allowLocalModels: true,
  allowRemoteModels: false,
};

const checks: Record<string, (value: unknown) => void> = {
  version: () => refuse('version cannot be set'),
  localModelPath: (value) => {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      refuse('localModelPath must be the path of a folder, or undefined');
    }
  },
  allowLocalModels: (value) => {
    if (typeof value !== 'boolean') refuse('allowLocalModels must be true or false');
  },
  allowRemoteModels: (value) => {
    if (value !== false) refuse('models come from folders and installed packages; nothing is downloaded');
  },
};

function refuse(message: string): never {
  throw new InvalidArgumentError(`env: ${message}`);
}

/**
 * Settings for the whole process, as `env` of transformers.js. Setting what is not honoured throws an InvalidArgumentError.
 *
 * @example
 * env.localModelPath = './models';
 * await AutoTokenizer.from_pretrained('Xenova/bert-base-uncased'); // ./models/Xenova/bert-base-uncased
 */
export const env: Environment = new Proxy(Object.seal(settings), {
  set(target, name, value: unknown) {
    const check = typeof name === 'string' && Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) refuse(`there is no setting "${String(name)}"; there are ${Object.keys(checks).join(', ')}`);
    check(value);
    return Reflect.set(target, name, value);
  },
});
