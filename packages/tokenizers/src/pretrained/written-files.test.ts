import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixtureNames, oracles, readFixture } from '@automodel/oracle';
import { describe, expect, it } from 'vitest';
import { tokenizerFromFiles } from './auto.js';

const [, whole] = oracles;
type Parts = Record<'normalizer' | 'pre_tokenizer' | 'decoder', unknown>;

describe.skipIf(!whole.present)('tokenizer.json written from the files that came before it', () => {
  const has = (name: string, file: string): boolean => existsSync(join(whole.folder, 'models', name, file));
  const names = fixtureNames(whole, 'logits').filter(
    (name) => has(name, 'tokenizer.json') && (has(name, 'vocab.txt') || has(name, 'merges.txt')),
  );

  it.each(names)('has the parts that Python writes: %s', async (name) => {
    const read = async (file: string): Promise<Buffer | undefined> => {
      if (file === 'tokenizer.json') return undefined;
      return readFile(join(whole.folder, 'models', name, file)).catch(() => undefined);
    };
    const tokenizer = await tokenizerFromFiles({
      readBytes: read,
      readText: async (file) => (await read(file))?.toString('utf8'),
    });
    const { normalizer, pre_tokenizer, decoder } = tokenizer.toJSON() as unknown as Parts;
    const python = readFixture(whole, `models/${name}/tokenizer.json`) as Parts;
    expect({ normalizer, pre_tokenizer, decoder }).toEqual({
      normalizer: python.normalizer,
      pre_tokenizer: python.pre_tokenizer,
      decoder: python.decoder,
    });
  });
});
