import { realpath, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blobOf, folderOf, hubCacheOf } from '../../test/folders.js';
import { vectors } from '../../test/safetensors-writer.js';
import { Checkpoint } from '../checkpoint.js';

const config = '{ "model_type": "bert" }';
const single = { 'config.json': config, 'model.safetensors': vectors({ a: [1, 2], b: [3] }) };
const sharded = {
  'config.json': config,
  'model.safetensors.index.json': '{ "weight_map": { "a": "one.safetensors", "b": "two.safetensors" } }',
  'one.safetensors': vectors({ a: [1, 2] }),
  'two.safetensors': vectors({ b: [3] }),
};

describe('Checkpoint.externalData', () => {
  test('changes nothing but links where there are none', async () => {
    const folder = await folderOf(single);
    const checkpoint = await Checkpoint.open(folder);
    const { tensors } = checkpoint;
    expect(await checkpoint.externalData()).toEqual({ folder: await realpath(folder), tensors });
  });

  test.each([
    ['one file', single, { a: 'model.safetensors', b: 'model.safetensors' }],
    ['shards', sharded, { a: 'one.safetensors', b: 'two.safetensors' }],
  ])('finds the blobs of a hub cache: %s', async (_, contents, fileOf) => {
    const { blobs, snapshot } = await hubCacheOf(contents);
    const checkpoint = await Checkpoint.open(snapshot);
    const { folder, tensors } = await checkpoint.externalData();
    expect(folder).toBe(blobs);
    for (const name of ['a', 'b'] as const) {
      const location = checkpoint.tensors.get(name)!;
      expect(location.file).toBe(fileOf[name]);
      expect(tensors.get(name)).toEqual({ ...location, file: blobOf(fileOf[name]) });
    }
    expect((await checkpoint.readTensor('a')).tolist()).toEqual([1, 2]);
    expect((await checkpoint.readTensor('b')).tolist()).toEqual([3]);
  });

  test('refuses weights that really lie in several folders, which can be read all the same', async () => {
    const elsewhere = await folderOf({ shard: sharded['two.safetensors'] });
    const { snapshot } = await hubCacheOf(sharded);
    await rm(join(snapshot, 'two.safetensors'));
    await symlink(join(elsewhere, 'shard'), join(snapshot, 'two.safetensors'));
    const checkpoint = await Checkpoint.open(snapshot);
    expect((await checkpoint.readTensor('b')).tolist()).toEqual([3]);
    await expect(checkpoint.externalData()).rejects.toMatchObject({
      code: 'weights-scattered',
      message: expect.stringMatching(/several folders .*Copy them into one folder/),
    });
  });
});
