import { expect, it } from 'vitest';
import { reviews } from '../data/reviews.js';
import { judgeReviews, tellSentiment } from './sentiment.js';

it('has as many good reviews as bad ones, all different', () => {
  expect(new Set(reviews.map(({ text }) => text)).size).toBe(40);
  expect(reviews.filter(({ label }) => label === 'POSITIVE')).toHaveLength(20);
});

it('shows that training for a task is worth something', async () => {
  const { trained, zeroShot } = await judgeReviews();
  expect([trained.total, zeroShot.total]).toEqual([40, 40]);
  expect(trained.accuracy).toBeGreaterThan(zeroShot.accuracy + 0.1);
  expect(trained.accuracy).toBeGreaterThan(0.7);
});

it('tells it', async () => {
  const lines: string[] = [];
  await tellSentiment((line) => lines.push(line));
  const told = lines.join('\n');
  expect(told).toMatch(/mini-distilbert-sst2\n[^]*mini-gpt2, zero-shot\n/);
  expect(told).toContain('predicted POSITIVE');
});
