import type { FaqAnswer } from '@automodel/auto';
import { bar, percent, table, type Print } from './tables.js';

/** Shows answers with how alike their questions are. */
export function showAnswers(answers: readonly FaqAnswer[], print: Print): void {
  print(
    table(
      ['alike', 'question', 'answer'],
      answers.map(({ score, question, answer }) => [likeness(score), question, answer]),
    ),
  );
}

/** Shows the best answer to each of some questions. */
export function showBestAnswers(asked: readonly string[], answers: readonly FaqAnswer[], print: Print): void {
  print(
    table(
      ['a customer asks', 'the nearest question', 'its answer', 'alike'],
      answers.map(({ score, question, answer }, i) => [asked[i], question, answer, percent(score)]),
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
      hits.map(({ score, text }) => [likeness(score), text]),
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
function likeness(score: number): string {
  return bar(Math.max(score, 0));
}
