import { CheckpointError } from '../errors.js';
import { isPlainFileName } from '../files/folder-files.js';
import type { ModelFiles } from '../files/model-files.js';
import { isObject } from '../json.js';

/**
 * Reads an index of sharded weights, as in `{ "weight_map": { "<tensor>": "<file>" } }`.
 *
 * @returns tensor name -> file name, or undefined if there is no index
 * @throws CheckpointError `shard-index-invalid`
 */
export async function readShardIndex(
  files: ModelFiles,
  file: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const index = await files.readJson(file);
  if (index === undefined) return undefined;
  const fail = (reason: string): never => {
    throw new CheckpointError(
      'shard-index-invalid',
      `${files.describe(file)} is not a shard index: ${reason}`,
      file,
    );
  };
  if (!isObject(index) || !isObject(index.weight_map)) return fail('it has no object "weight_map"');
  const shards = new Map<string, string>();
  for (const [tensor, shard] of Object.entries(index.weight_map)) {
    if (typeof shard !== 'string' || !isPlainFileName(shard)) {
      return fail(
        `it puts tensor "${tensor}" into ${JSON.stringify(shard)}, which is not the name of a file in the model's folder`,
      );
    }
    shards.set(tensor, shard);
  }
  return shards;
}
