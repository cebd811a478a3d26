import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../../test/folders.js';
import { MemoryFiles } from '../../test/memory-files.js';
import { outcome } from '../../test/outcome.js';
import { float32Bytes } from '../../test/safetensors-writer.js';
import * as torch from '../../test/torch-writer.js';
import { bytes, zip } from '../../test/zip-writer.js';
import type { TensorLocations } from './location.js';
import { readPytorch } from './pytorch.js';

const file = 'pytorch_model.bin';
const six = float32Bytes(0, 1, 2, 3, 4, 5);
const matrix = torch.tensor({ shape: [2, 3], stride: [3, 1] });

async function read(content: Uint8Array): Promise<TensorLocations> {
  return readPytorch(await filesOf({ [file]: content }), file, content.length);
}

function floatsAt(content: Uint8Array, tensors: TensorLocations, name: string): number[] {
  const { offset, length } = tensors.get(name)!;
  return [...new Float32Array(content.slice(offset, offset + length).buffer)];
}

describe('readPytorch', () => {
  test('gives places in the file, also for views of one storage', async () => {
    const row = torch.tensor({ offset: 3, shape: [1, 3], stride: [99, 1] });
    const half = torch.tensor({ storage: 'HalfStorage', key: 'h', shape: [2], stride: [1] });
    const index = torch.dict({ matrix, row, half });
    const content = torch.torchFile(index, { 0: six, h: new Uint8Array(4) });
    const tensors = await read(content);
    expect(floatsAt(content, tensors, 'matrix')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(floatsAt(content, tensors, 'row')).toEqual([3, 4, 5]);
    expect(tensors.get('row')).toMatchObject({
      name: 'row',
      file,
      length: 12,
      dtype: 'float32',
      shape: [1, 3],
    });
    expect(tensors.get('half')).toMatchObject({ length: 4, dtype: 'float16', shape: [2] });
  });

  test('takes parameters, scalars, empty tensors, and the metadata of an OrderedDict', async () => {
    const parameter = torch.call(
      torch.global('torch._utils', '_rebuild_parameter'),
      matrix,
      torch.no,
      torch.none,
    );
    const scalar = torch.tensor({ offset: 5, shape: [], stride: [] });
    const empty = torch.tensor({ shape: [0, 7], stride: [7, 1] });
    const dict = torch.call(torch.global('collections', 'OrderedDict'));
    const items = bytes(
      '(',
      torch.text('p'),
      parameter,
      torch.text('s'),
      scalar,
      torch.text('e'),
      empty,
      'u',
    );
    const state = bytes(
      torch.dict({ _metadata: torch.dict({ '': torch.dict({ version: torch.int(1) }) }) }),
      'b',
    );
    const content = torch.torchFile(bytes(dict, items, state), { 0: six });
    const tensors = await read(content);
    expect([...tensors.keys()]).toEqual(['p', 's', 'e']);
    expect(floatsAt(content, tensors, 's')).toEqual([5]);
    expect(tensors.get('e')).toMatchObject({ length: 0, shape: [0, 7] });
  });

  test.each<[string, string, Uint8Array, RegExp]>([
    [
      'pytorch-unsupported',
      'the format before torch 1.6',
      torch.pickle(torch.int(1)),
      /before 1\.6.*save_pretrained/,
    ],
    [
      'pytorch-unsupported',
      'a tensor that is not contiguous',
      torch.torchFile(torch.dict({ t: torch.tensor({ shape: [3, 2], stride: [1, 3] }) }), { 0: six }),
      /"t" is not contiguous \(strides \[1,3\]\)/,
    ],
    [
      'pytorch-unsupported',
      'big-endian numbers',
      zip([
        { name: 'a/data.pkl', data: torch.pickle(torch.dict({})) },
        { name: 'a/byteorder', data: bytes('big') },
      ]),
      /not little-endian/,
    ],
    [
      'pytorch-unsupported',
      'a list of numbers in place of a state dict',
      torch.torchFile(torch.int(7)),
      /holds no state dict/,
    ],
    [
      'pytorch-unsupported',
      'a state dict inside of another',
      torch.torchFile(torch.dict({ state_dict: torch.dict({ t: matrix }) }), { 0: six }),
      /"state_dict" of its state dict is not a tensor/,
    ],
    [
      'pytorch-malformed',
      'an archive without data.pkl',
      zip([{ name: 'a/other', data: six }]),
      /no entry "data.pkl"/,
    ],
    [
      'pytorch-malformed',
      'a missing storage',
      torch.torchFile(torch.dict({ t: matrix })),
      /storage "0" of tensor "t" is not in it/,
    ],
    [
      'pytorch-malformed',
      'a tensor beyond its storage',
      torch.torchFile(torch.dict({ t: torch.tensor({ offset: 1, shape: [2, 3], stride: [3, 1] }) }), {
        0: six,
      }),
      /reaches beyond its storage of 24 bytes/,
    ],
    [
      'pytorch-malformed',
      'a shape beyond exact numbers',
      torch.torchFile(torch.dict({ t: torch.tensor({ shape: [2 ** 40, 2 ** 40], stride: [2 ** 40, 1] }) }), {
        0: six,
      }),
      /reaches beyond its storage/,
    ],
    [
      'pytorch-malformed',
      'a negative offset',
      torch.torchFile(torch.dict({ t: torch.tensor({ offset: -1, shape: [1], stride: [1] }) }), { 0: six }),
      /description of a tensor/,
    ],
    [
      'pytorch-malformed',
      'strides that do not fit the shape',
      torch.torchFile(torch.dict({ t: torch.tensor({ shape: [1], stride: [1, 1] }) }), { 0: six }),
      /description of a tensor/,
    ],
    [
      'pytorch-malformed',
      'a file cut off',
      torch.torchFile(torch.dict({ t: matrix }), { 0: six }).slice(0, -30),
      /cut off/,
    ],
    [
      'pickle-refused',
      'a call of the system',
      torch.torchFile(torch.call(torch.global('os', 'system'), torch.text('true'))),
      /"os\.system".*nothing of it is executed/,
    ],
    [
      'pickle-refused',
      'a storage of an unknown type',
      torch.torchFile(torch.dict({ t: torch.tensor({ storage: 'QInt8Storage', shape: [1], stride: [1] }) })),
      /"torch\.QInt8Storage"/,
    ],
  ])('answers with %s: %s', async (code, _, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code,
      file,
      message: expect.stringMatching(message),
    });
  });

  test('answers every damaged file with places inside the file or a typed error', async () => {
    const sound = torch.torchFile(torch.dict({ t: matrix, u: torch.tensor({ shape: [6], stride: [1] }) }), {
      0: six,
    });
    const change = fc.record({ at: fc.nat(sound.length - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const content = sound.slice();
        for (const { at, byte } of changes) content[at] = byte;
        const reading = readPytorch(new MemoryFiles({ [file]: content }), file, content.length);
        expect(await outcome(reading, content.length)).toMatch(/^(sound|pytorch-.*|pickle-refused)$/);
      }),
      { numRuns: 3000 },
    );
  });
});
