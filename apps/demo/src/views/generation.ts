import type { LabelScore, NextToken, PrefixRow, PreTrainedTokenizer } from '@automodel/auto';
import { percent, table } from './tables.js';

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
    tokens.map(({ token_str, score }) => [quoted(token_str), percent(score)]),
  );
}

/** What is expected behind every beginning of a text, and what comes. */
export function prefixesTable(rows: readonly PrefixRow[]): string {
  const cell = ({ token_str, score }: NextToken): string =>
    `${quoted(token_str)} ${(100 * score).toFixed(1)} %`;
  return table(
    ['behind', 'the likeliest tokens', 'what comes'],
    rows.map(({ prefix, predictions, actual }) => [
      prefix,
      predictions.map(cell).join('   '),
      actual ? cell(actual) : '',
    ]),
  );
}

/** Texts beside how they came about. */
export function textsTable(rows: readonly (readonly [how: string, text: string])[]): string {
  return table(['how', 'text'], rows, [26, 78]);
}

/** How well labels fit. */
export function labelsTable(labels: readonly LabelScore[]): string {
  return table(
    ['label', 'probability among the labels'],
    labels.map(({ label, score }) => [label, percent(score)]),
  );
}
