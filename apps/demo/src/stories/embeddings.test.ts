import { expect, it } from 'vitest';
import { tellEmbeddings } from './embeddings.js';

it('tells what sentence embeddings are good for', async () => {
  const lines: string[] = [];
  await tellEmbeddings((text) => lines.push(text));
  const told = lines.join('\n');
  expect(told).toMatch(/When will I get my package\?[^]*?How long does delivery take\?/);
  expect(told).toMatch(/The tin was crushed[^]*?My parcel arrived damaged/);
  expect(told).toMatch(/I moved to a new flat\.[^]*?How do I change my address\?/);
  expect(told).toMatch(/economy\n[^]*?central bank/);
});
