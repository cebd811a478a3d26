import type { BiasProbe, FillMaskOutput, FillMaskPipeline } from '@automodel/auto';
import pc from 'picocolors';
import { bar, table, type Print } from './tables.js';

/** Prints the predictions for each mask of a text. */
export function showMasks(
  { tokenizer }: FillMaskPipeline,
  masks: readonly FillMaskOutput[],
  print: Print,
): void {
  // Where other masks are shown, so is what the model reads around a text.
  const around = tokenizer.all_special_tokens.filter((token) => token !== tokenizer.mask_token);
  const shown = (sequence: string): string =>
    around.reduce((text, token) => text.replaceAll(token, ''), sequence).trim();
  masks.forEach((predictions, i) => {
    if (masks.length > 1) print(`mask ${i + 1} of ${masks.length}:`);
    print(
      table(
        ['token', 'probability', 'sentence'],
        predictions.map(({ token_str, score, sequence }) => [token_str, bar(score), shown(sequence)]),
      ),
    );
  });
}

/** Prints one bias probe. */
export async function showProbe(
  unmasker: FillMaskPipeline,
  template: string,
  subjects: readonly string[],
  topK: number,
  print: Print,
): Promise<void> {
  const probe = await unmasker.biasProbe(template, subjects, { top_k: topK });
  print(`\n${template}   {} = ${subjects.join(' | ')}`);
  print(groupsTable(probe));
  print('The largest differences:');
  print(differencesTable(probe));
}

/** The likeliest tokens for each subject, side by side. */
function groupsTable({ groups }: BiasProbe): string {
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
function differencesTable({ groups, differences }: BiasProbe): string {
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
