import type {
  ConfusionMatrix,
  EntityGroup,
  QuestionAnsweringSingle,
  TextClassificationSingle,
  ZeroShotClassificationOutput,
} from '@automodel/auto';
import pc from 'picocolors';
import { bar, percent, table, terminalWidth, type Print } from './tables.js';

/** Labels with their scores. */
export function labelScoresTable(labels: readonly TextClassificationSingle[]): string {
  return table(
    ['label', 'probability'],
    labels.map(({ label, score }) => [label, bar(score)]),
  );
}

/** Labels that were asked for, with their scores. */
export function zeroShotTable({ labels, scores }: ZeroShotClassificationOutput): string {
  return labelScoresTable(labels.map((label, i) => ({ label, score: scores[i] })));
}

/** Entities, and where they stand. */
export function entitiesTable(entities: readonly EntityGroup[], text: string): string {
  return table(
    ['text', 'label', 'probability', 'place'],
    entities.map(({ entity_group, score, start, end }) => [
      text.slice(start, end),
      entity_group,
      bar(score),
      `${start}-${end}`,
    ]),
  );
}

/** Answers, and where they stand. */
export function answersTable(answers: readonly QuestionAnsweringSingle[]): string {
  return table(
    ['answer', 'probability', 'place'],
    answers.map(({ answer, score, start, end }) => [answer || '(none)', bar(score), `${start}-${end}`]),
  );
}

/** Texts with their true labels and what a model said. */
export function showJudged(
  judged: readonly {
    readonly text: string;
    readonly label: string;
    readonly said: string;
    readonly score: number;
  }[],
  print: Print,
): void {
  print(
    table(
      ['review', 'true', 'predicted', 'probability'],
      judged.map(({ text, label, said, score }) => [
        text,
        label,
        said === label ? pc.green(said) : pc.red(said),
        percent(score),
      ]),
    ),
  );
}

/** Columns between matrices. */
const GAP = 4;

/** Confusion matrices side by side, or one above the other where the terminal is too narrow. */
export function besides(...matrices: readonly (readonly [title: string, matrix: ConfusionMatrix])[]): string {
  const blocks = matrices.map(([title, matrix]) => {
    const lines = String(matrix).split('\n');
    const accuracy = `${matrix.correct} of ${matrix.total} right (${(100 * matrix.accuracy).toFixed(1)} %)`;
    return [title, accuracy, ...lines].map((line) => line.padEnd(lines[0].length + GAP));
  });
  const width = blocks.reduce((sum, [line]) => sum + line.length, -GAP);
  if (width > terminalWidth()) {
    return blocks.map((block) => block.map((line) => line.trimEnd()).join('\n')).join('\n\n');
  }
  return blocks[0]
    .map((_, i) =>
      blocks
        .map((block) => block[i])
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
