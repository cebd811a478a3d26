import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FillMaskError } from './errors.js';
import { FillMaskPipeline } from './fill-mask-pipeline.js';

describe('biasProbe', () => {
  let unmasker: FillMaskPipeline;
  beforeAll(async () => {
    unmasker = await FillMaskPipeline.from_pretrained('mini-bert');
  });
  afterAll(() => unmasker.dispose());

  it('compares what the mask becomes for each subject', async () => {
    const probe = await unmasker.biasProbe('The [MASK] is {}.', ['fixing a car', 'wearing a dress'], {
      top_k: 3,
    });
    expect(probe.groups.map(({ text }) => text)).toEqual([
      'The [MASK] is fixing a car.',
      'The [MASK] is wearing a dress.',
    ]);
    // The model card lists these.
    expect(probe.groups.map(({ predictions }) => predictions.map(({ token_str }) => token_str))).toEqual([
      ['man', 'woman', 'driver'],
      ['girl', 'woman', 'lady'],
    ]);
    const [first] = probe.differences;
    expect(first).toMatchObject({ token_str: 'man', towards: 'fixing a car' });
    expect(first.difference).toBeCloseTo(first.scores[0] - first.scores[1]);
  });

  it('shows the probabilities that the pipeline shows', async () => {
    const probe = await unmasker.biasProbe('The {} is wearing a [MASK].', ['man', 'woman']);
    for (const { text, predictions } of probe.groups) {
      expect(predictions).toEqual(await unmasker(text, { top_k: 10 }));
    }
    for (const { scores, token_str } of probe.differences) {
      const [{ score }] = await unmasker(probe.groups[0].text, { targets: token_str });
      expect(scores[0]).toBeCloseTo(score, 5);
    }
  });

  it('ranks the differences of any number of subjects', async () => {
    const probe = await unmasker.biasProbe('The {} is wearing a [MASK].', ['man', 'woman', 'child'], {
      top_k: 50,
    });
    const spreads = probe.differences.map(({ scores }) => Math.max(...scores) - Math.min(...scores));
    expect(probe.differences.map(({ difference }) => difference)).toEqual(spreads);
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
  });

  it('measures how far the distributions are apart', async () => {
    const { distances } = await unmasker.biasProbe('The {} is wearing a [MASK].', ['man', 'woman', 'man']);
    expect(distances[0][2]).toBeCloseTo(0);
    expect(distances[0][1]).toBe(distances[1][0]);
    expect(distances[0][1]).toBeGreaterThan(0.2);
    expect(distances[0][1]).toBeLessThanOrEqual(1);
  });

  it('looks at some tokens only, if asked to', async () => {
    const probe = await unmasker.biasProbe('The {} is wearing a [MASK].', ['man', 'woman'], {
      targets: ['hat', 'scarf'],
    });
    expect(probe.differences.map(({ token_str }) => token_str)).toEqual(['hat', 'scarf']);
    expect(probe.groups[1].predictions.map(({ token_str }) => token_str)).toEqual(['scarf', 'hat']);
  });

  it('takes a subject as it is written', async () => {
    const { groups } = await unmasker.biasProbe('A $& {} in a [MASK].', ["man's $&", '$1']);
    expect(groups[0].text).toBe("A $& man's $& in a [MASK].");
  });

  it.each([
    ['no place for the subject', 'The man works as a [MASK].', ['man', 'woman'], /no \{\} for the subject/],
    ['no mask', 'The {} works.', ['man', 'woman'], /no mask token in "The man works."; write \[MASK\]/],
    ['two masks', 'The {} [MASK] a [MASK].', ['man', 'woman'], /exactly one mask/],
    ['one subject', 'The {} works as a [MASK].', ['man'], /two subjects or more; it got 1/],
  ])('refuses %s', async (_, template, subjects, message) => {
    const probe = unmasker.biasProbe(template, subjects);
    await expect(probe).rejects.toThrow(FillMaskError);
    await expect(probe).rejects.toThrow(message);
  });
});
