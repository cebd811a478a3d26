import { join } from 'node:path';
import { oracles, readFixture } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { Entity, EntityGroup } from './aggregate.js';
import {
  TokenClassificationPipeline,
  type TokenClassificationOptions,
} from './token-classification-pipeline.js';

/** What Python finds in texts that are given as words; its places count code points. */
const { cases } = readFixture(oracles[0], 'split-words.json') as {
  cases: {
    model: string;
    words: string[];
    options: TokenClassificationOptions;
    output: (Entity | EntityGroup)[];
  }[];
};

describe.each(['models/bert-tokcls', 'models/roberta-tokcls'])('words to label, by %s', (model) => {
  let ner: TokenClassificationPipeline;
  beforeAll(async () => {
    ner = await TokenClassificationPipeline.from_pretrained(join(oracles[0].folder, model));
  });
  afterAll(() => ner.dispose());

  it.each(cases.filter((one) => one.model === model))('$words.0 ... as in Python: $options', async (one) => {
    const { words, options, output } = one;
    const text = words.join(options.delimiter ?? ' ');
    const place = (at: number): number => [...text.slice(0, at)].length;
    const found = await ner(words, { ...options, is_split_into_words: true });
    const comparable = (entity: Entity | EntityGroup): object => ({
      ...entity,
      score: expect.closeTo(entity.score, 4) as number,
    });
    expect(
      found.map((entity) => ({ ...entity, start: place(entity.start), end: place(entity.end) })),
    ).toEqual(output.map(comparable));
  });

  it('takes several texts of words', async () => {
    const texts = cases.filter((one) => one.model === model).map(({ words }) => words);
    const options = { is_split_into_words: true, ignore_labels: [] } as const;
    const together = await ner([texts[0], texts[6]], options);
    expectTypeOf(together).toEqualTypeOf<[Entity[], Entity[]]>();
    const alone = await ner(texts[6], options);
    expectTypeOf(alone).toEqualTypeOf<Entity[]>();
    expect(together[1]).toEqual(alone);
  });

  it('refuses what are no words, and a delimiter without them', async () => {
    const split = { is_split_into_words: true } as const;
    await expect(ner(['Anna', 5] as never, split)).rejects.toThrow(/reads lists of words; it got/);
    await expect(ner('Anna', split as never)).rejects.toThrow(/reads lists of words; it got "Anna"/);
    await expect(ner('Anna', { delimiter: '-' })).rejects.toThrow(/needs is_split_into_words/);
  });
});
