import { InvalidArgumentError } from '@automodel/core';
import { oracles, readFixture } from '@automodel/oracle';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, classificationReport } from './classification-report.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { confusionMatricesSvg } from './confusion-matrix-svg.js';

interface Case {
  labels: string[];
  truths: string[];
  predictions: string[];
  accuracy: number;
  confusion: number[][];
  /** Precision, recall, F1 and support. */
  per_label: [number[], number[], number[], number[]];
  macro: number[];
  weighted: number[];
  micro: number[];
}

const { cases } = readFixture(oracles[0], 'classification-metrics.json') as { cases: Case[] };

describe('classificationReport', () => {
  it.each(cases)('measures what scikit-learn measures: $labels', (expected) => {
    const { truths, predictions, labels } = expected;
    const report = classificationReport(truths, predictions, { labels });
    expect(report.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(accuracy(truths, predictions)).toBe(report.accuracy);
    expect(report.confusion.counts).toEqual(expected.confusion);
    report.perLabel.forEach(({ label, precision, recall, f1, support }, i) => {
      expect(label).toBe(labels[i]);
      expected.per_label.forEach((values, k) => {
        expect([precision, recall, f1, support][k]).toBeCloseTo(values[i], 12);
      });
    });
    for (const average of ['macro', 'weighted', 'micro'] as const) {
      const { precision, recall, f1 } = report[average];
      [precision, recall, f1].forEach((value, k) => {
        expect(value).toBeCloseTo(expected[average][k], 12);
      });
    }
  });

  it('sorts labels by name if it is not told their order', () => {
    expect(classificationReport(['b', 'a'], ['c', 'a']).confusion.labels).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['no predictions', [], [], /no predictions/],
    ['another number of predictions', ['a'], ['a', 'b'], /1 right labels and 2 predictions/],
    ['a label that is not named', ['a'], ['z'], /"z" is none of a, b/],
  ])('refuses %s', (_, truths, predictions, message) => {
    const measure = (): unknown => classificationReport(truths, predictions, { labels: ['a', 'b'] });
    expect(measure).toThrow(InvalidArgumentError);
    expect(measure).toThrow(message);
  });
});

describe('ConfusionMatrix', () => {
  const matrix = new ConfusionMatrix(
    ['NEGATIVE', 'POSITIVE'],
    [
      [341, 87],
      [83, 361],
    ],
  );

  it('prints as a table', () => {
    expect(String(matrix).split('\n')).toEqual([
      '┌───────────────┬────────────────────┬────────────────────┐',
      '│               │ predicted NEGATIVE │ predicted POSITIVE │',
      '├───────────────┼────────────────────┼────────────────────┤',
      '│ true NEGATIVE │                341 │                 87 │',
      '│ true POSITIVE │                 83 │                361 │',
      '└───────────────┴────────────────────┴────────────────────┘',
    ]);
  });

  it('knows how many were right', () => {
    expect([matrix.total, matrix.correct]).toEqual([872, 702]);
    expect(matrix.accuracy).toBeCloseTo(0.805, 3);
  });

  it('draws counts and shares', () => {
    const svg = matrix.toSvg({ title: 'Film reviews' });
    for (const shown of ['Film reviews', '702 of 872 right: accuracy 80.5 %', '>341<', '>80 %<', '>19 %<']) {
      expect(svg).toContain(shown);
    }
    const two = confusionMatricesSvg([
      { title: 'One', matrix },
      { title: 'Other', matrix },
    ]);
    expect(two.match(/>341</g)).toHaveLength(2);
  });

  it('draws any text, and nothing but text, out of labels', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 12 }), (names) => {
        const labels = [...new Set([...names, '<script>alert("&")</script>'])];
        const svg = ConfusionMatrix.of(labels, labels, labels).toSvg({ title: labels[0] });
        const tags = svg.match(/<\/?[a-z]+/g)!;
        expect(new Set(tags.map((tag) => tag.replace(/[</]/g, '')))).toEqual(
          new Set(['svg', 'rect', 'g', 'text']),
        );
        expect(svg).toMatch(/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
        expect(svg).not.toMatch(/&(?!(amp|lt|gt|quot|apos);)/);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses counts that are not square', () => {
    expect(() => new ConfusionMatrix(['a', 'b'], [[1, 2]])).toThrow(InvalidArgumentError);
  });
});
