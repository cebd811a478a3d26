import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AutomodelError, refuseUnknownOptions } from '@automodel/core';
import { EngineError } from '../engine.js';
import { libraryOptionNames, type OptionsOfOne } from '../options.js';

/** What is used of @huggingface/transformers, as it is used. */
export interface Library {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => LibraryTensor;
  readonly RawImage: new (data: Pixels, width: number, height: number, channels: number) => LibraryImage;
  readonly PreTrainedModel: { readonly prototype: { readonly generate: unknown } };
  pipeline(task: string, folder: string, options: object): Promise<LibraryPipeline>;
  readonly [autoClass: string]: unknown;
}

export interface LibraryTensor {
  readonly type: string;
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
}

type Pixels = Uint8Array | Uint8ClampedArray;

export interface LibraryImage {
  readonly data: Pixels;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

export interface LibraryModel {
  (inputs: object): Promise<object>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly sessions: Readonly<Record<string, { readonly inputNames: readonly string[] }>>;
  readonly generation_config?: Readonly<Record<string, unknown>> | null;
  readonly can_generate: boolean;
  generate: (options: object) => Promise<unknown>;
  dispose(): Promise<unknown>;
}

export interface LibraryPipeline {
  (...args: unknown[]): Promise<unknown>;
  readonly model: LibraryModel;
}

interface AutoClass {
  from_pretrained(folder: string, options: object): Promise<LibraryModel>;
}

const importLibrary = (): Promise<unknown> => import('@huggingface/transformers');

/**
 * The optional package.
 *
 * @throws EngineError if it is not installed
 */
export async function loadLibrary(load = importLibrary): Promise<Library> {
  try {
    return (await load()) as Library;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes("'@huggingface/transformers'")) throw cause;
    throw new EngineError(
      'this model is served by the engine @huggingface/transformers, which is not installed: ' +
        'npm install @huggingface/transformers',
      { cause },
    );
  }
}

/** The Auto class of that name. @throws EngineError if the library has none */
export function autoClassOf(library: Library, name: string): AutoClass {
  const found = library[name] as AutoClass | undefined;
  if (!found) throw new EngineError(`the engine @huggingface/transformers has no ${name}`);
  return found;
}

/** Options of loading as the library takes them; files come from the folder alone. */
export function libraryOptions(options: OptionsOfOne): object {
  const { threads, progress_callback, ...rest } = options;
  // Loading tells of its begin and end by itself.
  void progress_callback;
  refuseUnknownOptions('the engine @huggingface/transformers', rest, libraryOptionNames);
  return {
    ...rest,
    session_options: {
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      ...rest.session_options,
    },
    local_files_only: true,
  };
}

/** Runs what the library does, and gives its errors the form of ours. */
export async function guarded<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AutomodelError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(`@huggingface/transformers failed to ${doing}: ${reason}`, { cause });
  }
}

/** {@link guarded} for loading: the error says which files there are to load. */
export async function guardedLoad<T>(
  folder: string,
  { subfolder = 'onnx' }: OptionsOfOne,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await guarded(`load ${folder}`, work);
  } catch (cause) {
    // What has no cause is not the library's failure.
    if (!(cause instanceof EngineError) || cause.cause === undefined) throw cause;
    const files = (await readdir(join(folder, subfolder))).filter((name) => name.endsWith('.onnx'));
    throw new EngineError(
      `${cause.message} There are ${subfolder}/${files.join(', ')}; dtype chooses: "fp32" means model.onnx, "q8" ` +
        'model_quantized.onnx, "fp16" model_fp16.onnx, ...',
      { cause },
    );
  }
}
