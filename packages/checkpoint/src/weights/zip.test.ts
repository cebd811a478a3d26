import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../../test/memory-files.js';
import { bytes, zip, type ZipFile } from '../../test/zip-writer.js';
import { ZipArchive } from './zip.js';

const file = 'archive.zip';

async function open(content: Uint8Array): Promise<ZipArchive> {
  return ZipArchive.open(new MemoryFiles({ [file]: content }), file, content.length, (reason) => {
    throw new Error(reason);
  });
}

const entries: readonly ZipFile[] = [
  { name: 'first', data: bytes('one') },
  { name: 'folder/second', data: bytes('two!') },
];

describe('ZipArchive', () => {
  test.each([
    ['plain', {}],
    ['zip64', { zip64: true }],
    ['commented', { comment: 'a comment' }],
  ])('points at the entries of a %s archive', async (_, options) => {
    const content = zip(entries, options);
    const archive = await open(content);
    expect([...archive.names]).toEqual(['first', 'folder/second']);
    for (const { name, data } of entries) {
      const { offset, length } = (await archive.locate(name))!;
      expect(content.subarray(offset, offset + length)).toEqual(data);
      expect(await archive.read(name, 10)).toEqual(data);
    }
    expect(await archive.locate('none')).toBeUndefined();
  });

  test('refuses to read more than the limit', async () => {
    const archive = await open(zip(entries));
    await expect(archive.read('first', 2)).rejects.toThrow('"first" has 3 bytes, more than the 2 allowed');
  });

  test.each([
    ['compressed', { method: 8 }],
    ['encrypted', { flags: 1 }],
  ])('refuses to point at a %s entry', async (_, how) => {
    const archive = await open(zip([{ ...entries[0], ...how }]));
    await expect(archive.locate('first')).rejects.toThrow('"first" is compressed or encrypted');
  });

  test('refuses a name that is there twice', async () => {
    await expect(open(zip([entries[0], entries[0]]))).rejects.toThrow('"first" twice');
  });

  test.each<[string, number, number[], RegExp]>([
    ['a directory beyond the file', 6, [0xff, 0xff, 0xff], /directory ends at byte/],
    ['a directory that begins elsewhere', 6, [1], /directory is damaged at entry 0/],
  ])('refuses %s', async (_, fromEnd, damage, message) => {
    const content = zip(entries);
    content.set(damage, content.length - fromEnd);
    await expect(open(content)).rejects.toThrow(message);
  });

  test('refuses entries that lie outside of the archive', async () => {
    const content = zip([entries[0]]);
    const directory = content.length - 22 - 46 - 'first'.length;
    const farAway = content.slice();
    farAway.set([0xff, 0xff, 0xff], directory + 42);
    await expect((await open(farAway)).locate('first')).rejects.toThrow('"first" is outside of the archive');
    const notAnEntry = content.slice();
    notAnEntry.set([1], directory + 42);
    await expect((await open(notAnEntry)).locate('first')).rejects.toThrow('"first" has no header');
    const tooLong = content.slice();
    tooLong.set([4], directory + 20);
    tooLong.set([4], directory + 24);
    await expect((await open(tooLong)).locate('first')).rejects.toThrow(
      '"first" ends outside of the archive',
    );
  });

  test.each([[bytes('PK')], [bytes()], [bytes('not an archive at all, whatever its name says')]])(
    'refuses what is no archive',
    async (content) => {
      await expect(open(content)).rejects.toThrow('does not end as a zip archive does');
    },
  );
});
