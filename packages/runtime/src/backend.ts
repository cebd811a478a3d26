import { BackendUnavailableError, UnknownBackendError } from './errors.js';
import type { BackendName } from './session.js';

const names: readonly string[] = ['native', 'onnxruntime-node'] satisfies BackendName[];

/**
 * The backend to use: the option, else the environment variable `AUTOMODEL_BACKEND`, else `native` where it loads.
 *
 * @throws UnknownBackendError if a name is none
 * @throws BackendUnavailableError if `native` is asked for and does not load
 */
export async function chooseBackend(option?: BackendName): Promise<BackendName> {
  const asked = option ?? (process.env.AUTOMODEL_BACKEND || undefined);
  if (asked !== undefined && !names.includes(asked)) throw new UnknownBackendError(asked);
  if (asked === 'onnxruntime-node') return asked;
  const reason = await nativeUnavailableReason();
  if (reason === undefined) return 'native';
  if (asked === 'native') throw new BackendUnavailableError('native', reason);
  return 'onnxruntime-node';
}

/** Why the `native` backend does not load here, or undefined if it does. */
export async function nativeUnavailableReason(): Promise<string | undefined> {
  try {
    const { loadLibrary } = await import('./native/library.js');
    await loadLibrary();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
