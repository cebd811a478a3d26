import { basename, dirname } from 'node:path';
import { CheckpointError } from '../errors.js';
import type { ModelFiles } from '../files/model-files.js';
import type { TensorLocation, TensorLocations } from './location.js';

/** Tensors as ONNX Runtime's external data: files by their real names in one real folder. */
export interface ExternalData {
  /** Absolute. */
  readonly folder: string;
  readonly tensors: TensorLocations;
}

/**
 * Follows the links behind weight files. ONNX Runtime refuses a link that leads out of the folder, and a snapshot in the
 * Hugging Face cache is made of such links, all into one folder.
 *
 * @throws CheckpointError `weights-scattered` if the files really lie in several folders
 */
export async function followLinks(files: ModelFiles, tensors: TensorLocations): Promise<ExternalData> {
  const names = new Set([...tensors.values()].map(({ file }) => file));
  const paths = new Map<string, string>();
  for (const name of names) paths.set(name, await files.realPath(name));
  const folders = new Set([...paths.values()].map(dirname));
  const [folder = files.folder] = folders;
  if (folders.size > 1) {
    throw new CheckpointError(
      'weights-scattered',
      `the weight files of model "${files.name}" (${files.folder}) are links into several folders ` +
        `(${[...folders].join(', ')}), but ONNX Runtime reads them from one. Copy them into one folder.`,
    );
  }
  const real = (location: TensorLocation): TensorLocation => ({
    ...location,
    file: basename(paths.get(location.file)!),
  });
  return { folder, tensors: new Map([...tensors].map(([name, location]) => [name, real(location)])) };
}
