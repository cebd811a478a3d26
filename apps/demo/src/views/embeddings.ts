import type { FaqAnswer } from '@automodel/auto';
import { percent, table, type Print } from './tables.js';

/** Shows answers with how alike their questions are. */
export function showAnswers(answers: readonly FaqAnswer[], print: Print): void {
  print(
    table(
      ['alike', 'question', 'answer'],
      answers.map(({ score, question, answer }) => [bar(score), question, answer]),
      [30, 38, 50],
    ),
  );
}

/** Shows texts with how alike they are. */
export function showHits(
  hits: readonly { readonly score: number; readonly text: string }[],
  print: Print,
): void {
  print(
    table(
      ['alike', 'text'],
      hits.map(({ score, text }) => [bar(score), text]),
      [30, 80],
    ),
  );
}

/** Shows how alike texts are, each with each. */
export function showSimilarities(
  texts: readonly string[],
  scores: readonly (readonly number[])[],
  print: Print,
): void {
  print(
    table(
      ['', ...texts.map((_, i) => String(i + 1))],
      texts.map((text, i) => [`${i + 1}  ${text}`, ...scores[i].map((score) => score.toFixed(3))]),
    ),
  );
}

/** Opposite directions have a cosine below zero, and no bar. */
function bar(score: number): string {
  return percent(Math.max(score, 0));
}
