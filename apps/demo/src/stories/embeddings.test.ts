import { expect, it } from 'vitest';
import { tellEmbeddings } from './embeddings.js';

it('tells what sentence embeddings are good for', async () => {
  const lines: string[] = [];
  await tellEmbeddings((text) => lines.push(text));
  const told = lines.join('\n');
  expect(told).toMatch(/│ When will I get my\s+│ How long does\s+│ Two to three/);
  expect(told).toMatch(/│ The tin was crushed\s+│ My parcel arrived/);
  expect(told).toMatch(/│ I moved to a new\s+│ How do I change my/);
  expect(told).toMatch(/economy\n[^]*?central bank/);
});
