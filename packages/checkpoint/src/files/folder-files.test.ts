import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf, folderOf } from '../../test/folders.js';
import { FolderFiles } from './folder-files.js';

describe('FolderFiles', () => {
  test('reads files as bytes, text and JSON, also in subfolders', async () => {
    const files = await filesOf({ 'vocab.txt': 'é\n', '1_Pooling/config.json': '{ "a": [1] }' });
    expect(await files.readBytes('vocab.txt')).toEqual(new Uint8Array([0xc3, 0xa9, 0x0a]));
    expect(await files.readText('vocab.txt')).toBe('é\n');
    expect(await files.readJson('1_Pooling/config.json')).toEqual({ a: [1] });
    expect(await files.size('vocab.txt')).toBe(3);
    expect(await files.read('vocab.txt', 1, 2)).toEqual(new Uint8Array([0xa9, 0x0a]));
  });

  test('gives undefined for a file that does not exist, and for a folder', async () => {
    const files = await filesOf({ 'vocab.txt': '' });
    await mkdir(join(files.folder, 'config.json'));
    for (const file of ['none.txt', 'none/none.txt', 'vocab.txt/none.txt', 'config.json']) {
      expect(await files.readText(file)).toBeUndefined();
      expect(await files.readBytes(file)).toBeUndefined();
      expect(await files.readJson(file)).toBeUndefined();
    }
  });

  test('lists a folder, which is empty if there is none', async () => {
    const files = await filesOf({ 'templates/b.jinja': '', 'templates/a.jinja': '' });
    expect(await files.list('templates')).toEqual(['a.jinja', 'b.jinja']);
    expect(await files.list('none')).toEqual([]);
    expect(await files.list('templates/a.jinja')).toEqual([]);
    await expect(files.list('..')).rejects.toMatchObject({ code: 'file-name-refused' });
  });

  test('follows links, of which the Hugging Face cache is made', async () => {
    const blobs = await folderOf({ abc123: 'text' });
    const files = await filesOf({});
    await symlink(join(blobs, 'abc123'), join(files.folder, 'vocab.txt'));
    expect(await files.readText('vocab.txt')).toBe('text');
  });

  test('keeps a byte order mark, which may belong to a vocabulary', async () => {
    const files = await filesOf({ 'vocab.txt': '\ufeffa' });
    expect(await files.readText('vocab.txt')).toBe('\ufeffa');
  });

  test.each(['../secret', 'a/../../secret', '/etc/passwd', 'C:secret', 'a\\b', 'a\0b', '', '.', 'a//b'])(
    'refuses the name %j, which leads out of the folder',
    async (name) => {
      const files = await filesOf({});
      await expect(files.readText(name)).rejects.toMatchObject({ code: 'file-name-refused', file: name });
      await expect(files.read(name, 0, 1)).rejects.toMatchObject({ code: 'file-name-refused', file: name });
    },
  );

  test('says that a file ends too early', async () => {
    const files = await filesOf({ 'a.bin': 'abc' });
    await expect(files.read('a.bin', 1, 4)).rejects.toMatchObject({
      code: 'file-unreadable',
      file: 'a.bin',
      message: expect.stringContaining('ends at byte 3, but 5 bytes were expected'),
    });
  });

  test('says that a file cannot be read', async () => {
    const files = new FolderFiles('test', await folderOf({}));
    await symlink(join(files.folder, 'loop'), join(files.folder, 'loop'));
    await expect(files.readText('loop')).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('"loop" of model "test"'),
    });
  });

  test('refuses text that is not UTF-8', async () => {
    const files = await filesOf({ 'merges.txt': new Uint8Array([0x61, 0xff]) });
    await expect(files.readText('merges.txt')).rejects.toMatchObject({
      code: 'text-malformed',
      file: 'merges.txt',
    });
  });
});
