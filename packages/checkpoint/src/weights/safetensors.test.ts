import { byteSize } from '@automodel/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../../test/folders.js';
import { MemoryFiles } from '../../test/memory-files.js';
import { outcome } from '../../test/outcome.js';
import { safetensors } from '../../test/safetensors-writer.js';
import { CheckpointError } from '../errors.js';
import type { TensorLocations } from './location.js';
import { readSafetensors } from './safetensors.js';

const file = 'model.safetensors';

async function read(bytes: Uint8Array): Promise<TensorLocations> {
  return readSafetensors(await filesOf({ [file]: bytes }), file, bytes.length);
}

const eight = new Uint8Array(8);
const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe('readSafetensors', () => {
  test('gives places in the file', async () => {
    const header = {
      __metadata__: { format: 'pt' },
      a: entry,
      b: { dtype: 'F16', shape: [1, 3], data_offsets: [8, 14] },
    };
    const bytes = safetensors(header, new Uint8Array(14));
    const dataBegin = bytes.length - 14;
    expect([...(await read(bytes)).values()]).toEqual([
      { name: 'a', file, offset: dataBegin, length: 8, dtype: 'float32', shape: [2] },
      { name: 'b', file, offset: dataBegin + 8, length: 6, dtype: 'float16', shape: [1, 3] },
    ]);
  });

  test('takes misaligned data, scalars, empty tensors, and holes', async () => {
    const header = {
      scalar: { dtype: 'F32', shape: [], data_offsets: [1, 5] },
      empty: { dtype: 'I64', shape: [4, 0, 2], data_offsets: [3, 3] },
      flag: { dtype: 'BOOL', shape: [1], data_offsets: [7, 8] },
    };
    const text = JSON.stringify(header).padEnd(201);
    const tensors = await read(safetensors(text, eight));
    expect(tensors.get('scalar')).toMatchObject({ offset: 210, length: 4, shape: [] });
    expect(tensors.get('empty')).toMatchObject({ length: 0, shape: [4, 0, 2] });
    expect(tensors.get('flag')).toMatchObject({ offset: 216, length: 1, dtype: 'bool' });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /too few for the header's length/],
    [
      'a file cut off in the header',
      safetensors({ a: entry }, eight).slice(0, 30),
      /header ends at byte \d+, but the file has 30/,
    ],
    [
      'a file cut off in the data',
      safetensors({ a: entry }, eight).slice(0, -1),
      /"a" ends at byte \d+, but the file has \d+/,
    ],
    ['a header of absurd length', new Uint8Array(16).fill(0xff), /claims 18446744073709551615 bytes/],
    ['a header that is not UTF-8', safetensors('{"\u00e9": 1}').fill(0xff, 10, 11), /not UTF-8/],
    ['a header that is not JSON', safetensors('{"a": '), /not valid JSON: line 1, column 7/],
    ['a header that is no object', safetensors('[]'), /not a JSON object/],
    [
      'a tensor that is there twice',
      safetensors(`{"a":${JSON.stringify(entry)},"a":${JSON.stringify(entry)}}`, eight),
      /"a" is there twice/,
    ],
    ['an entry that is no object', safetensors({ a: 1 }), /entry of tensor "a"/],
    [
      'a negative dimension',
      safetensors({ a: { ...entry, shape: [-1, -2] } }, eight),
      /shape of tensor "a" is \[-1,-2\]/,
    ],
    [
      'a fractional dimension',
      safetensors({ a: { ...entry, shape: [0.5, 4] } }, eight),
      /shape of tensor "a"/,
    ],
    [
      'no shape',
      safetensors({ a: { ...entry, shape: undefined } }, eight),
      /shape of tensor "a" is undefined/,
    ],
    [
      'a shape beyond exact numbers',
      safetensors({ a: { ...entry, shape: [2 ** 40, 2 ** 40] } }, eight),
      /cannot have 8 bytes/,
    ],
    [
      'a length that does not fit the shape',
      safetensors({ a: { ...entry, shape: [3] } }, eight),
      /shape \[3\] and type F32 cannot have 8 bytes/,
    ],
    [
      'an end before the begin',
      safetensors({ a: { ...entry, data_offsets: [8, 0] } }, eight),
      /data_offsets of tensor "a" are \[8,0\]/,
    ],
    [
      'a negative offset',
      safetensors({ a: { ...entry, data_offsets: [-8, 0] } }, eight),
      /data_offsets of tensor "a"/,
    ],
    [
      'one offset only',
      safetensors({ a: { ...entry, data_offsets: [0] } }, eight),
      /data_offsets of tensor "a"/,
    ],
    [
      'offsets that are no numbers',
      safetensors({ a: { ...entry, data_offsets: ['0', '8'] } }, eight),
      /data_offsets of tensor "a"/,
    ],
    [
      "a tensor beyond the file's end",
      safetensors({ a: { ...entry, data_offsets: [4, 12] } }, eight),
      /"a" ends at byte/,
    ],
    [
      'overlapping tensors',
      safetensors({ a: entry, b: { dtype: 'U8', shape: [1], data_offsets: [7, 8] } }, eight),
      /"a" and "b" overlap/,
    ],
  ])('refuses %s', async (_, bytes, message) => {
    const error = await read(bytes).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({
      code: 'safetensors-malformed',
      file,
      message: expect.stringMatching(message),
    });
  });

  test.each(['F8_E4M3', 'float32', undefined, 1])(
    'refuses the type %j, with those that it knows',
    async (dtype) => {
      await expect(read(safetensors({ a: { ...entry, dtype } }, eight))).rejects.toMatchObject({
        code: 'dtype-unsupported',
        message: expect.stringMatching(/tensor "a".*BF16/),
      });
    },
  );

  test('reads back every set of tensors', async () => {
    const names = {
      float32: 'F32',
      float16: 'F16',
      bfloat16: 'BF16',
      int64: 'I64',
      uint8: 'U8',
      bool: 'BOOL',
    } as const;
    const tensor = fc.record({
      dtype: fc.constantFrom(...(Object.keys(names) as (keyof typeof names)[])),
      shape: fc.array(fc.nat(4), { maxLength: 4 }),
    });
    const tensorsByName = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), tensor), { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(tensorsByName, fc.nat(9), async (pairs, padding) => {
        const tensors = new Map(pairs.filter(([name]) => name !== '__metadata__'));
        const data: number[] = [];
        const entries = Array.from(tensors, ([name, { dtype, shape }], index) => {
          const begin = data.length;
          const length = shape.reduce((product, dim) => product * dim, byteSize(dtype));
          for (let i = 0; i < length; i++) data.push(index);
          const entry = { dtype: names[dtype], shape, data_offsets: [begin, data.length] };
          return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
        });
        const bytes = safetensors(`{${entries.join()}}${' '.repeat(padding)}`, new Uint8Array(data));

        const found = await readSafetensors(new MemoryFiles({ [file]: bytes }), file, bytes.length);
        expect(found.size).toBe(tensors.size);
        [...tensors].forEach(([name, { dtype, shape }], index) => {
          const { offset, length, ...rest } = found.get(name)!;
          expect(rest).toEqual({ name, file, dtype, shape });
          expect(length).toBe(shape.reduce((product, dim) => product * dim, byteSize(dtype)));
          expect(bytes.subarray(offset, offset + length).every((byte) => byte === index)).toBe(true);
        });
      }),
    );
  });

  test('answers every wrong entry with a typed error', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.integer(), fc.double(), fc.nat(8))));
    const header = fc.dictionary(
      fc.string(),
      fc.record(
        { dtype: fc.oneof(value, fc.constant('F32')), shape: value, data_offsets: value },
        { requiredKeys: [] },
      ),
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(header, async (entries) => {
        const bytes = safetensors(entries, eight);
        const reading = readSafetensors(new MemoryFiles({ [file]: bytes }), file, bytes.length);
        expect(await outcome(reading, bytes.length)).toMatch(/sound|safetensors-malformed|dtype-unsupported/);
      }),
    );
  });

  test('answers every damaged file with places inside the file or a typed error', async () => {
    const sound = safetensors(
      { a: entry, b: { dtype: 'BF16', shape: [2, 3], data_offsets: [8, 20] } },
      new Uint8Array(20),
    );
    const change = fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) });
    const cut = fc.integer({ min: 0, max: sound.length });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), cut, async (changes, length) => {
        const bytes = sound.slice(0, length);
        for (const { at, byte } of changes) if (at < length) bytes[at] = byte;
        const reading = readSafetensors(new MemoryFiles({ [file]: bytes }), file, length);
        expect(await outcome(reading, length)).toMatch(/sound|safetensors-malformed|dtype-unsupported/);
      }),
      { numRuns: 3000 },
    );
  });
});
