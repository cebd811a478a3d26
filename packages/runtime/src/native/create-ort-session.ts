import { SessionCreationError } from '../errors.js';
import type { SessionOptions } from '../session.js';
import { OrtError, type Pointer } from './api-table.js';
import type { NativeBuffer } from './buffer.js';
import type { Environment } from './environment.js';
import { NativeMemory } from './memory.js';

const optimizationLevels = { disabled: 0, basic: 1, extended: 2, all: 99 } as const;

/**
 * Loads a model on a thread of libuv's pool.
 *
 * @throws SessionCreationError if ONNX Runtime refuses it
 */
export async function createOrtSession(
  environment: Environment,
  model: Uint8Array,
  options: SessionOptions,
): Promise<Pointer> {
  const { api, env, limiter } = environment;
  return limiter.run(async () => {
    const bytes = new NativeMemory(environment, model.byteLength);
    const result = new NativeMemory(environment, BigUint64Array.BYTES_PER_ELEMENT);
    new Uint8Array(bytes.bytes).set(model);
    bytes.push();
    let sessionOptions: Pointer | undefined;
    try {
      sessionOptions = createSessionOptions(environment, options);
      await api.CreateSessionFromArray.async(
        env,
        bytes.pointer,
        model.byteLength,
        sessionOptions,
        result.pointer,
      );
      result.pull();
      return new BigUint64Array(result.bytes)[0];
    } catch (error) {
      if (error instanceof OrtError) throw new SessionCreationError(error.message, { cause: error });
      throw error;
    } finally {
      if (sessionOptions !== undefined) api.ReleaseSessionOptions(sessionOptions);
      bytes.release();
      result.release();
    }
  });
}

function createSessionOptions(environment: Environment, options: SessionOptions): Pointer {
  const { api, sharesThreads, threads } = environment;
  const out = new BigUint64Array(1);
  api.CreateSessionOptions(out);
  const [created] = out;
  const config = { ...options.config };
  if (sharesThreads) {
    api.DisablePerSessionThreads(created);
  } else {
    api.SetIntraOpNumThreads(created, options.threads ?? threads);
    config['session.intra_op.allow_spinning'] ??= '0';
  }
  if (options.externalDataFolder !== undefined) {
    config['session.model_external_initializers_file_folder_path'] = options.externalDataFolder;
  }
  api.SetSessionGraphOptimizationLevel(created, optimizationLevels[options.graphOptimizationLevel ?? 'all']);
  if (options.memoryArena === false) api.DisableCpuMemArena(created);
  for (const [name, buffer] of options.initializers ?? []) {
    api.AddInitializer(created, name, (buffer as NativeBuffer).ortValue);
  }
  for (const [key, value] of Object.entries(config)) api.AddSessionConfigEntry(created, key, value);
  return created;
}
