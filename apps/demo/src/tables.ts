import type { BiasProbe, FillMaskOutput } from '@automodel/auto';
import Table from 'cli-table3';
import pc from 'picocolors';

/** A probability as a percentage with a bar. */
function percent(score: number): string {
  return `${(100 * score).toFixed(1).padStart(5)} % ${pc.cyan('█'.repeat(Math.round(20 * score)))}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: head.map((title) => pc.bold(title)),
    style: { head: [], border: [], compact: true },
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

/** What one mask may stand for. */
export function predictionsTable(predictions: FillMaskOutput): string {
  return table(
    ['token', 'probability', 'sentence'],
    predictions.map(({ token_str, score, sequence }) => [token_str, percent(score), sequence]),
  );
}

/** The likeliest tokens for each subject, side by side. */
export function groupsTable({ groups }: BiasProbe): string {
  const ranks = Math.max(...groups.map(({ predictions }) => predictions.length));
  const cell = (group: BiasProbe['groups'][number], rank: number): string => {
    const prediction = group.predictions.at(rank);
    return prediction ? `${prediction.token_str} ${pc.dim(`${(100 * prediction.score).toFixed(1)} %`)}` : '';
  };
  return table(
    groups.map(({ subject }) => subject),
    Array.from({ length: ranks }, (_, rank) => groups.map((group) => cell(group, rank))),
  );
}

/** The tokens whose probabilities differ most. */
export function differencesTable({ groups, differences }: BiasProbe): string {
  return table(
    ['token', ...groups.map(({ subject }) => subject), 'difference', 'towards'],
    differences.map(({ token_str, scores, difference, towards }) => [
      token_str,
      ...scores.map((score) => `${(100 * score).toFixed(1)} %`),
      `${(100 * difference).toFixed(1)} points`,
      towards,
    ]),
  );
}
