import type { LabelScore, NextToken, PrefixRow, PreTrainedTokenizer } from '@automodel/auto';
import { bar, table } from './tables.js';

/** A token between marks, so that its space shows. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** How a text falls into tokens, with their ids. */
export function tokensTable(tokenizer: PreTrainedTokenizer, text: string): string {
  const ids = tokenizer.encode(text);
  return table(
    ids.map((id) => quoted(tokenizer.decode([id]))),
    [ids.map(String)],
  );
}

/** The tokens that may come next. */
export function nextTokensTable(tokens: readonly NextToken[]): string {
  return table(
    ['token', 'probability'],
    tokens.map(({ token_str, score }) => [quoted(token_str), bar(score)]),
  );
}

/** What is expected behind every beginning of a text, and what comes. */
export function prefixesTable(rows: readonly PrefixRow[]): string {
  const ranks = rows[0].predictions.map((_, rank) => (rank === 0 ? 'likeliest' : `${rank + 1}.`));
  const cell = ({ token_str, score }: NextToken): string =>
    `${token_str.trim() || quoted(token_str)} ${Math.round(100 * score)} %`;
  return table(
    ['behind', ...ranks, 'what comes'],
    rows.map(({ prefix, predictions, actual }) => [
      lastWord(prefix),
      ...predictions.map(cell),
      actual ? cell(actual) : '',
    ]),
  );
}

/** The last word of a text: those before it stand in the rows above. */
function lastWord(text: string): string {
  const words = text.split(' ');
  return words.length > 2 ? `… ${words[words.length - 1]}` : text;
}

/** Texts beside how they came about. */
export function textsTable(rows: readonly (readonly [how: string, text: string])[]): string {
  return table(['how', 'text'], rows);
}

/** How well labels fit. */
export function labelsTable(labels: readonly LabelScore[]): string {
  return table(
    ['label', 'probability among the labels'],
    labels.map(({ label, score }) => [label, bar(score)]),
  );
}
