import { expect, it } from 'vitest';
import { tellMasks } from './masks.js';

it('tells what a masked language model does', async () => {
  const lines: string[] = [];
  await tellMasks((text) => lines.push(text));
  const told = lines.join('\n');
  expect(told).toMatch(/│ bicycle\s+│\s+47\.2 %/);
  expect(told).toMatch(/│ fixing a car\s+│ wearing a dress/);
});
