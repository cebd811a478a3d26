import { describe, expect, test } from 'vitest';
import { filesOf, type Contents } from '../../test/folders.js';
import { float32Bytes, vectors } from '../../test/safetensors-writer.js';
import { dict, tensor, torchFile } from '../../test/torch-writer.js';
import { locateTensors } from './weights.js';

const index = 'model.safetensors.index.json';

function shardIndex(weight_map: unknown): string {
  return JSON.stringify({ metadata: { total_size: 8 }, weight_map });
}

async function locate(contents: Contents) {
  return locateTensors(await filesOf(contents));
}

const bin = torchFile(dict({ t: tensor({ shape: [1], stride: [1] }) }), { 0: float32Bytes(1) });

describe('locateTensors', () => {
  test('finds the tensors of all shards', async () => {
    const tensors = await locate({
      [index]: shardIndex({ b: 'two.safetensors', a: 'one.safetensors' }),
      'one.safetensors': vectors({ a: [1, 2], unlisted: [3] }),
      'two.safetensors': vectors({ b: [4] }),
    });
    expect([...tensors.values()]).toMatchObject([
      { name: 'b', file: 'two.safetensors', shape: [1] },
      { name: 'a', file: 'one.safetensors', shape: [2] },
    ]);
  });

  test('finds the tensors of a sharded pytorch_model.bin', async () => {
    const tensors = await locate({
      'pytorch_model.bin.index.json': shardIndex({ t: 'pytorch_model-00001-of-00001.bin' }),
      'pytorch_model-00001-of-00001.bin': bin,
    });
    expect(tensors.get('t')).toMatchObject({ file: 'pytorch_model-00001-of-00001.bin', length: 4 });
  });

  test('prefers safetensors to pytorch_model.bin', async () => {
    const single = await locate({ 'model.safetensors': vectors({ a: [1] }), 'pytorch_model.bin': bin });
    expect([...single.keys()]).toEqual(['a']);
    const sharded = await locate({
      [index]: shardIndex({ a: 'one.safetensors' }),
      'one.safetensors': vectors({ a: [1] }),
      'pytorch_model.bin': bin,
    });
    expect([...sharded.keys()]).toEqual(['a']);
  });

  test('says what it looked for when there are no weights', async () => {
    await expect(locate({ 'tf_model.h5': '' })).rejects.toMatchObject({
      code: 'weights-missing',
      message: expect.stringMatching(
        /model\.safetensors, .*index\.json, pytorch_model\.bin, .*save_pretrained/,
      ),
    });
  });

  test.each(['model.safetensors', 'pytorch_model.bin'])(
    'says that %s is only a git-lfs pointer',
    async (file) => {
      const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 440449768\n';
      await expect(locate({ [file]: pointer })).rejects.toMatchObject({
        code: 'file-missing',
        file,
        message: expect.stringContaining('git lfs pull'),
      });
    },
  );

  test.each([
    '../other/model.safetensors',
    '/etc/passwd',
    'sub/model.safetensors',
    'C:\\model.safetensors',
    'model.safetensors\0.txt',
    '..',
    '',
    7,
    null,
  ])('refuses an index that leads to %j', async (shard) => {
    await expect(locate({ [index]: shardIndex({ a: shard }) })).rejects.toMatchObject({
      code: 'shard-index-invalid',
      file: index,
      message: expect.stringMatching(/tensor "a" into .*not the name of a file in the model's folder/),
    });
  });

  test.each(['[]', '{}', '{ "weight_map": [] }'])('refuses the index %s', async (text) => {
    await expect(locate({ [index]: text })).rejects.toMatchObject({
      code: 'shard-index-invalid',
      file: index,
    });
  });

  test('says which shard is missing', async () => {
    await expect(locate({ [index]: shardIndex({ a: 'one.safetensors' }) })).rejects.toMatchObject({
      code: 'file-missing',
      file: 'one.safetensors',
      message: expect.stringContaining(`"${index}" names it`),
    });
  });

  test('says which tensor its shard lacks', async () => {
    const contents = {
      [index]: shardIndex({ b: 'one.safetensors' }),
      'one.safetensors': vectors({ a: [1] }),
    };
    await expect(locate(contents)).rejects.toMatchObject({
      code: 'shard-index-invalid',
      message: expect.stringContaining('tensor "b" is in "one.safetensors", but it is not'),
    });
  });

  test('names the shard that is malformed', async () => {
    const contents = {
      [index]: shardIndex({ a: 'one.safetensors' }),
      'one.safetensors': vectors({ a: [1] }).slice(0, -1),
    };
    await expect(locate(contents)).rejects.toMatchObject({
      code: 'safetensors-malformed',
      file: 'one.safetensors',
    });
  });
});
