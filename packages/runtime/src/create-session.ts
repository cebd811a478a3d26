import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { chooseBackend } from './backend.js';
import type { Engine } from './engine.js';
import { InferenceSession } from './inference-session.js';
import type { Session, SessionOptions } from './session.js';

const optionNames = [
  'backend',
  'externalDataFolder',
  'threads',
  'config',
  'graphOptimizationLevel',
  'initializers',
  'memoryArena',
];

/**
 * Loads a model, without blocking the event loop.
 *
 * @param model the bytes of an ONNX model; weights may lie outside, in files of `externalDataFolder`
 * @throws SessionCreationError if the model or its external data does not load
 * @throws UnknownBackendError, BackendUnavailableError if the backend asked for cannot be used
 * @throws InvalidArgumentError if an option cannot be honoured
 */
export async function createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  refuseUnknownOptions('createSession', options, optionNames);
  const { threads, graphOptimizationLevel: level } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new InvalidArgumentError(`threads must be a positive integer, but ${threads} was given`);
  }
  if (level !== undefined && !['disabled', 'basic', 'extended', 'all'].includes(level)) {
    throw new InvalidArgumentError(
      `there is no graphOptimizationLevel "${level}"; disabled, basic, extended, all exist`,
    );
  }
  return new InferenceSession(await createEngine(model, options));
}

async function createEngine(model: Uint8Array, options: SessionOptions): Promise<Engine> {
  if ((await chooseBackend(options.backend)) === 'native') {
    const { NativeEngine } = await import('./native/engine.js');
    return NativeEngine.create(model, options);
  }
  const { OnnxRuntimeNodeEngine } = await import('./onnxruntime-node/engine.js');
  return OnnxRuntimeNodeEngine.create(model, options);
}
