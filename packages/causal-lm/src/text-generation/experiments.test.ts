import { oracles, readFixture } from '@automodel/oracle';
import { Tensor } from '@automodel/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fewShotPrompt } from './experiments.js';
import { TextGenerationPipeline } from './text-generation-pipeline.js';

let generator: TextGenerationPipeline;
beforeAll(async () => {
  generator = await TextGenerationPipeline.from_pretrained('mini-gpt2');
});
afterAll(() => generator.dispose());

/** The logarithm of a text's probability behind its first token, by a plain call. */
async function logProbability(ids: readonly number[]): Promise<number[]> {
  const { logits } = await generator.model({ input_ids: new Tensor('int32', ids, [1, ids.length]) });
  return ids.slice(1).map((id, i) => {
    const row = Array.from(logits.slice(0, i).data);
    return row[id] - Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0));
  });
}

describe('nextTokens', () => {
  const { cases } = readFixture(oracles[0], 'real/mini-gpt2.json') as {
    cases: { prompt: string; next: [number, string, number][] }[];
  };

  it.each(cases)('has the table of Python: $prompt', async ({ prompt, next }) => {
    const table = await generator.nextTokens(prompt, next.length);
    expect(table.map(({ token, token_str }) => [token, token_str])).toEqual(
      next.map(([token, text]) => [token, text]),
    );
    table.forEach(({ score }, i) => expect(score).toBeCloseTo(next[i][2], 5));
  });

  it('looks at what texts begin with, where the prompt is empty', async () => {
    const [best] = await generator.nextTokens('', 1);
    expect(best.token_str).toBe('A');
  });

  it('refuses a number of tokens that is none', async () => {
    await expect(generator.nextTokens('A', 0)).rejects.toThrow(/k must be a whole number from 1; it is 0/);
  });
});

describe('prefixTable', () => {
  it('has a row for every beginning: what is expected there, and what comes', async () => {
    const text = 'Two dogs are running';
    const rows = await generator.prefixTable(text, 3);
    expect(rows.map(({ prefix }) => prefix)).toEqual([
      'Two',
      'Two dogs',
      'Two dogs are',
      'Two dogs are running',
    ]);
    for (const { prefix, predictions } of rows) {
      const alone = await generator.nextTokens(prefix, 3);
      expect(predictions.map(({ token }) => token)).toEqual(alone.map(({ token }) => token));
    }
    expect(rows.map(({ actual }) => actual?.token_str)).toEqual([' dogs', ' are', ' running', undefined]);
    const expected = await logProbability(generator.tokenizer.encode(text));
    expected.forEach((score, i) => expect(Math.log(rows[i].actual!.score)).toBeCloseTo(score, 4));
  });
});

describe('scoreLabels', () => {
  it('compares the probabilities of labels of one and several tokens', async () => {
    const template = 'Two dogs are running through the{}';
    const labels = [' grass', ' basketball court', ' snow', ' kitchen'];
    const scores = await generator.scoreLabels(template, labels);
    const start = generator.tokenizer.encode('Two dogs are running through the').length;
    for (const { label, log_probability } of scores) {
      const ids = generator.tokenizer.encode(`Two dogs are running through the${label}`);
      const sum = (await logProbability(ids)).slice(start - 1).reduce((a, b) => a + b);
      expect(log_probability).toBeCloseTo(sum, 4);
    }
    expect(scores.slice(0, 2).map(({ label }) => label)).toEqual([' grass', ' snow']);
    expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 6);
  });

  it('takes the space before {} for the beginning of labels', async () => {
    const joined = await generator.scoreLabels('Two dogs are running through the{}', [' grass', ' snow']);
    const apart = await generator.scoreLabels('Two dogs are running through the {}', ['grass', 'snow']);
    expect(apart.map(({ score }) => score)).toEqual(joined.map(({ score }) => score));
  });

  it('computes the text once', async () => {
    const start = vi.spyOn(generator.model, 'start');
    await generator.scoreLabels('The man is {}', ['old', 'young', 'playing the guitar']);
    expect(start).toHaveBeenCalledTimes(1);
    start.mockRestore();
  });

  it.each([
    ['The man is', ['old'], /has no \{\}/],
    ['The {} sleeps', ['man'], /must end in \{\}: a causal model does not see " sleeps"/],
    [null, ['old'], /template must be a text that ends in \{\}; it is null/],
    ['The man is {}', [], /labels are a list of texts, at least one; it is an empty list/],
    ['The man is {}', 'old', /labels are a list of texts.*"old" \(a string\)/],
    ['The man is {}', ['old', 1], /label 1 must be a text that is not empty; it is 1/],
    ['The man is {}', ['old', ''], /label 1 must be a text that is not empty/],
    ['The man is {}', ['old', 'young', 'old'], /label "old" \(a string\) is there twice/],
    ['{}', ['man', 'woman'], /a text must come before/],
  ])('refuses %j with %j', async (template, labels, message) => {
    await expect(generator.scoreLabels(template as string, labels as string[])).rejects.toThrow(message);
  });
});

describe('few-shot prompting', () => {
  const shot = {
    instruction: 'Say where they are.',
    examples: [
      { input: 'Two dogs run through the grass.', output: 'in the grass' },
      { input: 'A man swims.', output: 'in the water' },
    ],
    input: 'A girl sits on the sand.',
    labels: { input: 'Scene', output: 'Place' },
  };

  it('writes examples, and the input whose output is to come', () => {
    expect(fewShotPrompt(shot)).toBe(
      `Say where they are.

Scene: Two dogs run through the grass.
Place: in the grass

Scene: A man swims.
Place: in the water

Scene: A girl sits on the sand.
Place:`,
    );
    expect(fewShotPrompt({ examples: [], input: 'A' })).toBe('Input: A\nOutput:');
    expect(() => fewShotPrompt({} as never)).toThrow(/takes \{ examples/);
  });

  it('gives the line that the model writes', async () => {
    const answer = await generator.fewShot(shot, { max_new_tokens: 12 });
    const [{ generated_text }] = await generator(fewShotPrompt(shot), {
      do_sample: false,
      max_new_tokens: 12,
      return_full_text: false,
    });
    expect(answer).toBe(generated_text.split('\n')[0].trim());
    expect(answer).not.toBe('');
  });
});
