import { CheckpointError } from '../errors.js';
import type { ModelFiles } from '../files/model-files.js';
import type { TensorLocations } from './location.js';
import { readPytorch } from './pytorch.js';
import { readSafetensors } from './safetensors.js';
import { readShardIndex } from './shard-index.js';

type ReadWeights = (files: ModelFiles, file: string, size: number) => Promise<TensorLocations>;

/** Where transformers keeps weights, in the order in which it looks. */
const formats: readonly { single: string; index: string; read: ReadWeights }[] = [
  { single: 'model.safetensors', index: 'model.safetensors.index.json', read: readSafetensors },
  { single: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json', read: readPytorch },
];

/** A git-lfs pointer has about 130 bytes; no weights are that small. */
const largestPointer = 1024;

/**
 * Finds every tensor of a checkpoint. Only headers are read, never the data.
 *
 * @throws CheckpointError if there are no weights, or if a file is malformed
 */
export async function locateTensors(files: ModelFiles): Promise<TensorLocations> {
  for (const { single, index, read } of formats) {
    const size = await files.size(single);
    if (size !== undefined) return readFile(files, single, size, read);
    const shards = await readShardIndex(files, index);
    if (shards) return readShards(files, index, shards, read);
  }
  const names = formats.flatMap(({ single, index }) => [single, index]);
  throw new CheckpointError(
    'weights-missing',
    `model "${files.name}" (${files.folder}) has no weights. Looked for ${names.join(', ')}. ` +
      'Put one of them into the folder; save_pretrained() of transformers writes model.safetensors.',
  );
}

async function readFile(
  files: ModelFiles,
  file: string,
  size: number,
  read: ReadWeights,
): Promise<TensorLocations> {
  if (size <= largestPointer) {
    const text = new TextDecoder().decode(await files.read(file, 0, size));
    if (text.startsWith('version https://git-lfs')) {
      throw new CheckpointError(
        'file-missing',
        `${files.describe(file)} is only a git-lfs pointer to the weights. Run "git lfs pull" in the folder.`,
        file,
      );
    }
  }
  return read(files, file, size);
}

/** The tensors that the index lists, each from the shard that the index names. */
async function readShards(
  files: ModelFiles,
  index: string,
  shards: ReadonlyMap<string, string>,
  read: ReadWeights,
): Promise<TensorLocations> {
  const found = new Map<string, TensorLocations>();
  for (const shard of new Set(shards.values())) {
    const size = await files.size(shard);
    if (size === undefined) {
      throw new CheckpointError(
        'file-missing',
        `${files.describe(shard)} does not exist, but "${index}" names it. Fetch the missing shard.`,
        shard,
      );
    }
    found.set(shard, await readFile(files, shard, size, read));
  }
  return new Map(
    Array.from(shards, ([name, shard]) => {
      const location = found.get(shard)!.get(name);
      if (!location) {
        throw new CheckpointError(
          'shard-index-invalid',
          `${files.describe(index)} says that tensor "${name}" is in "${shard}", but it is not. ` +
            'The index and the shards are not of one version: fetch all of them again.',
          index,
        );
      }
      return [name, location];
    }),
  );
}
