import { expect, it } from 'vitest';
import { tellGeneration } from './generation.js';

it('tells how texts are generated', async () => {
  const lines: string[] = [];
  await tellGeneration((text) => lines.push(text));
  const told = lines.join('\n');
  expect(told).toMatch(/│ " running"\s+│\s+31\.0 %/);
  expect(told).toMatch(/│ greedy\s+│ Two dogs are running through the grass\. Two dogs/);
  expect(told).toMatch(/│ 4 beams\s+│ Two dogs are playing in the snow\./);
  for (const how of ['repetition penalty', 'temperature', 'top-k', 'top-p', 'contrastive']) {
    expect(told).toContain(how);
  }
  expect(told).toMatch(/│ musician\s+│\s+\d\d\.\d %/);
});
