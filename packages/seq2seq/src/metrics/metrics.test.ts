import { InvalidArgumentError } from '@automodel/core';
import { oracles, readFixture } from '@automodel/oracle';
import { describe, expect, it } from 'vitest';
import type { BleuTokenizerName } from './bleu-tokenizers.js';
import { corpusBleu, type BleuScore } from './bleu.js';
import { corpusChrf } from './chrf.js';
import { corpusRouge, rougeScores, type RougeScores } from './rouge.js';

interface Fixture {
  corpora: {
    name: string;
    hypotheses: string[];
    references: string[][];
    /** By tokenizer, perhaps followed by ` lowercase`. */
    bleu: Record<string, BleuScore>;
    chrf: number;
  }[];
  rouge: { prediction: string; target: string; scores: RougeScores }[];
}

const { corpora, rouge } = readFixture(oracles[0], 'text-metrics.json') as Fixture;

/** Numbers that differ by rounding are equal. */
function close(expected: number): unknown {
  return expect.closeTo(expected, 9);
}

describe.each(corpora)('a corpus: $name', ({ hypotheses, references, bleu, chrf }) => {
  it.each(Object.keys(bleu))("has sacreBLEU's BLEU: %s", (setting) => {
    const [tokenize, lowercase] = setting.split(' ') as [BleuTokenizerName, string?];
    const { score, precisions, bp, ...exact } = bleu[setting];
    expect(corpusBleu(hypotheses, references, { tokenize, lowercase: lowercase !== undefined })).toEqual({
      ...exact,
      score: close(score),
      precisions: precisions.map(close),
      bp: close(bp),
    });
  });

  it("has sacreBLEU's chrF", () => {
    expect(corpusChrf(hypotheses, references)).toEqual(close(chrf));
  });
});

describe('ROUGE', () => {
  it.each(rouge)("is rouge_score's: $prediction, $target", ({ prediction, target, scores }) => {
    expect(rougeScores(target, prediction)).toEqual(
      Object.fromEntries(
        Object.entries(scores).map(
          ([name, { precision, recall, fmeasure }]: [string, RougeScores['rouge1']]) => [
            name,
            { precision: close(precision), recall: close(recall), fmeasure: close(fmeasure) },
          ],
        ),
      ),
    );
  });

  it('of a corpus is the mean of its texts', () => {
    const { rouge1 } = corpusRouge(['a b', 'c'], ['a b', 'd']);
    expect(rouge1).toEqual({ precision: 0.5, recall: 0.5, fmeasure: 0.5 });
  });
});

describe('what cannot be measured', () => {
  it.each([
    ['no texts', () => corpusBleu([], [[]]), /must be a text/],
    ['no references', () => corpusBleu(['a'], []), /and a reference/],
    [
      'another number of references',
      () => corpusChrf(['a', 'b'], [['a', 'b'], ['a']]),
      /2 texts and 1 references/,
    ],
    ['another number of summaries', () => corpusRouge(['a'], ['a', 'b']), /1 texts and 2 references/],
    ['a tokenizer that is none', () => corpusBleu(['a'], [['a']], { tokenize: 'zh' as never }), /13a, intl/],
    ['an option that is none', () => corpusBleu(['a'], [['a']], { smooth: 1 } as never), /smooth/],
  ])('is refused: %s', (_, measure, message) => {
    expect(measure).toThrow(InvalidArgumentError);
    expect(measure).toThrow(message);
  });
});
