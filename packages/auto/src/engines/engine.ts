import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveModel, type ModelFiles } from '@automodel/checkpoint';
import { AutomodelError, InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { UnsupportedArchitectureError } from '@automodel/modeling';
import { engineOptionNames, type EngineName, type EngineOptions, type OptionsOfOne } from './options.js';

/** The engine that was asked for, or is needed, cannot serve the model. */
export class EngineError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('engine-unsuitable', message, options);
  }
}

/** How each engine loads what is asked for. */
export interface Loaders<T> {
  automodel(options: OptionsOfOne): Promise<T>;
  /** @param folder where the files lie */
  transformersJs(folder: string, options: OptionsOfOne): Promise<T>;
}

/** Files of weights that automodel reads. */
const weightFiles = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];

/**
 * Loads a model with the engine that its files and the options call for: automodel wherever it can, and
 * @huggingface/transformers for folders that hold only ONNX files, and for architectures with ONNX files that automodel
 * does not have.
 *
 * @throws EngineError if the engine that was asked for cannot serve this model
 */
export async function loadWithEngine<T>(
  name: string,
  allOptions: EngineOptions,
  loaders: Loaders<T>,
): Promise<T> {
  refuseUnknownOptions('from_pretrained()', allOptions, engineOptionNames);
  const { engine, local_files_only, ...options } = allOptions;
  checkEngine(engine);
  if (local_files_only !== undefined && !(local_files_only as boolean)) {
    throw new InvalidArgumentError('local_files_only: false is not supported; nothing is downloaded');
  }
  if (engine === 'automodel') return loaders.automodel(options);
  const files = await resolveModel(name);
  const [onnx, weights] = await Promise.all([hasOnnx(files, options.subfolder), hasWeights(files)]);
  const other = (): Promise<T> => loaders.transformersJs(files.folder, options);
  if (engine !== undefined) {
    if (onnx) return other();
    throw new EngineError(
      `the engine ${engine} reads ONNX files, and model "${name}" (${files.folder}) has none; leave the option out, or ` +
        'make them with exportOnnx()',
    );
  }
  if (!onnx) return loaders.automodel(options);
  if (!weights) return other();
  try {
    return await loaders.automodel(options);
  } catch (error) {
    if (error instanceof UnsupportedArchitectureError) return other();
    throw error;
  }
}

function checkEngine(engine: EngineName | undefined): void {
  if (engine === undefined || engine === 'automodel' || engine === '@huggingface/transformers') return;
  throw new InvalidArgumentError(
    `engine: "${String(engine)}" is none; choose "automodel" or "@huggingface/transformers"`,
  );
}

/** Whether a folder has ONNX files. */
export async function hasOnnx(files: ModelFiles, subfolder = 'onnx'): Promise<boolean> {
  const names = await readdir(join(files.folder, subfolder)).catch(() => []);
  return names.some((file) => file.endsWith('.onnx'));
}

async function hasWeights(files: ModelFiles): Promise<boolean> {
  const sizes = await Promise.all(weightFiles.map((file) => files.size(file)));
  return sizes.some((size) => size !== undefined);
}
