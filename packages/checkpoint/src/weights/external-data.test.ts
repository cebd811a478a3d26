import { expect, it } from 'vitest';
import { MemoryFiles } from '../../test/memory-files.js';
import { followLinks } from './external-data.js';
import type { TensorLocation } from './location.js';

/** Files that are links. */
class LinkedFiles extends MemoryFiles {
  constructor(private readonly links: Readonly<Record<string, string>>) {
    super({});
  }

  override async realPath(file: string): Promise<string> {
    return this.links[file];
  }
}

const at = (name: string, file: string): [string, TensorLocation] => [
  name,
  { name, file, offset: 8, length: 4, dtype: 'float32', shape: [1] },
];
const tensors = new Map([at('a', 'model-1.safetensors'), at('b', 'model-2.safetensors')]);

it('names weight files as they are called where they really lie', async () => {
  const files = new LinkedFiles({ 'model-1.safetensors': '/blobs/x1', 'model-2.safetensors': '/blobs/x2' });
  const { folder, tensors: real } = await followLinks(files, tensors);
  expect(folder).toBe('/blobs');
  expect([...real.values()].map(({ name, file, offset }) => [name, file, offset])).toEqual([
    ['a', 'x1', 8],
    ['b', 'x2', 8],
  ]);
});

it('refuses weights that really lie in several folders', async () => {
  const files = new LinkedFiles({ 'model-1.safetensors': '/one/x', 'model-2.safetensors': '/two/x' });
  await expect(followLinks(files, tensors)).rejects.toMatchObject({ code: 'weights-scattered' });
});
