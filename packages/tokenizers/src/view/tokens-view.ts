import type { Encoding } from '../encoding.js';
import { wantsColor } from './color.js';

/** One token of a text, for people. */
export interface TokenRow {
  readonly id: number;
  /** As the vocabulary has it, for example `Ġworld`. */
  readonly token: string;
  /** What it stands for in the text; '' for tokens that were added around it. */
  readonly text: string;
  /** Where that is, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** 0 or 1: the text it belongs to; -1 for tokens that were added around them. */
  readonly sequence: number;
}

export interface TokensViewOptions {
  /** Default: whether the standard output is a terminal; NO_COLOR and FORCE_COLOR are honoured. */
  readonly color?: boolean | undefined;
}

const escape = '\u001b[';
const reset = `${escape}0m`;
/** Backgrounds of neighbours, all light, under black letters. */
const bands = [153, 222, 157, 218, 189, 229].map((color) => `${escape}30;48;5;${color}m`);
const dim = `${escape}2m`;

/** The tokens of a text (and of a second one), as rows and, as a string, as a band and a table for the terminal. */
export class TokensView {
  readonly rows: readonly TokenRow[];

  constructor(texts: readonly string[], encoding: Encoding) {
    const { ids, tokens, sequenceIds, flatOffsets } = encoding;
    this.rows = Array.from(ids, (id, i) => {
      const [start, end] = [flatOffsets[2 * i], flatOffsets[2 * i + 1]];
      const sequence = sequenceIds[i];
      const text = sequence < 0 ? '' : texts[sequence].slice(start, end);
      return { id, token: tokens[i], text, start, end, sequence };
    });
  }

  /** A line in which neighbouring pieces have different colours (or bars between them), then a row for each token. */
  render({ color = wantsColor() }: TokensViewOptions = {}): string {
    if (this.rows.length === 0) return 'There are no tokens.\n';
    return `${this.band(color)}\n\n${this.table(color)}\n`;
  }

  toString(): string {
    return this.render();
  }

  private band(color: boolean): string {
    const pieces = this.rows.map((row, i) => {
      // Pieces of one character have the same place; only the first shows it.
      const previous = this.rows.at(i - 1);
      const repeats =
        i > 0 && previous?.sequence === row.sequence && previous.end >= row.end && row.end > row.start;
      return repeats ? '·' : visible(row.text === '' ? row.token : row.text);
    });
    if (!color) return pieces.join('|');
    return pieces
      .map((piece, i) => (this.rows[i].sequence < 0 ? dim : bands[i % bands.length]) + piece + reset)
      .join('');
  }

  private table(color: boolean): string {
    const cells = this.rows.map(({ id, token, text, start, end, sequence }, i) => [
      String(i),
      String(id),
      sequence < 0 ? '' : `${start}-${end}`,
      visible(token),
      sequence < 0 ? '' : `"${visible(text)}"`,
    ]);
    const head = ['#', 'id', 'place', 'token', 'text'];
    const widths = head.map((title, column) =>
      cells.reduce((most, row) => Math.max(most, row[column].length), title.length),
    );
    const line = (row: readonly string[]): string =>
      row
        .map((cell, column) => (column < 3 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
        .join('  ')
        .trimEnd();
    const title = line(head);
    return [color ? dim + title + reset : title, ...cells.map(line)].join('\n');
  }
}

/** Characters that would move the cursor, or that show nothing, as their pictures; so no text commands the terminal. */
function visible(text: string): string {
  return text
    .replace(/[\0-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replace(/[\x7f-\x9f\p{Cf}\p{Cs}]/gu, '\ufffd');
}
