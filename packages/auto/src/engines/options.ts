import { loadOptionNames, type LoadOptions } from '@automodel/modeling';

/** What computes a model. */
export type EngineName = 'automodel' | '@huggingface/transformers';

/** Options of loading that both engines, or one of them, honour. What the chosen one does not is refused by name. */
export interface EngineOptions extends Omit<LoadOptions, 'dtype' | 'device'> {
  /**
   * Which engine computes. If left out: automodel wherever it can, and `@huggingface/transformers`, where it is installed, for
   * folders that hold only ONNX files and for architectures with ONNX files that automodel does not have. `'automodel'`
   * refuses the other one.
   */
  readonly engine?: EngineName;
  /** Files come from this machine alone, whatever is said here. */
  readonly local_files_only?: true;
  /** The precision; for `@huggingface/transformers` it names the file: `fp32`, `fp16`, `q8`, `q4`, ... */
  readonly dtype?: LoadOptions['dtype'] | (string & {}) | Readonly<Record<string, string>>;
  /** Where to compute; `@huggingface/transformers` knows more devices. */
  readonly device?: LoadOptions['device'] | (string & {});
  /** `@huggingface/transformers` alone: the folder of the ONNX files, `onnx` if left out. */
  readonly subfolder?: string;
  /** `@huggingface/transformers` alone: the ONNX file's name without its ending. */
  readonly model_file_name?: string;
  /** `@huggingface/transformers` alone: how many files of weights lie beside the ONNX file. */
  readonly use_external_data_format?: boolean | number | Readonly<Record<string, boolean | number>>;
  /** `@huggingface/transformers` alone: options of ONNX Runtime's sessions. */
  readonly session_options?: Readonly<Record<string, unknown>>;
}

/** Options that choose the other engine. */
export type TransformersJsOptions = EngineOptions & { readonly engine: '@huggingface/transformers' };

/** What is left for the engine that was chosen. */
export type OptionsOfOne = Omit<EngineOptions, 'engine' | 'local_files_only'>;

/** What `@huggingface/transformers` is given of them. */
export const libraryOptionNames: readonly (keyof OptionsOfOne)[] = [
  'dtype',
  'device',
  'subfolder',
  'model_file_name',
  'use_external_data_format',
  'session_options',
];

/** Every option of loading; each engine refuses those of the other. */
export const engineOptionNames: readonly string[] = [
  ...new Set([...loadOptionNames, 'engine', 'local_files_only', ...libraryOptionNames]),
];
