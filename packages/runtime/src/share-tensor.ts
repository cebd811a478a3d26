import type { DataType } from '@automodel/core';
import { chooseBackend } from './backend.js';
import type { SessionOptions, TensorBuffer } from './session.js';

/**
 * A tensor in memory that several sessions hold together, each as one of its `initializers`. It may be disposed when they are
 * made: its memory is freed after the last of them.
 *
 * @param fill writes its bytes
 * @returns undefined on `onnxruntime-node`, whose sessions hold nothing together
 * @throws UnknownBackendError, BackendUnavailableError if the backend asked for cannot be used
 */
export async function shareTensor<T extends DataType>(
  type: T,
  dims: readonly number[],
  fill: (bytes: Uint8Array) => Promise<void>,
  { backend, threads }: Pick<SessionOptions, 'backend' | 'threads'> = {},
): Promise<TensorBuffer<T> | undefined> {
  if ((await chooseBackend(backend)) !== 'native') return undefined;
  const [{ openEnvironment }, { NativeBuffer }] = await Promise.all([
    import('./native/environment.js'),
    import('./native/buffer.js'),
  ]);
  const buffer = new NativeBuffer(await openEnvironment(threads), type, dims);
  try {
    await buffer.fill(fill);
    return buffer;
  } catch (error) {
    buffer.dispose();
    throw error;
  }
}
