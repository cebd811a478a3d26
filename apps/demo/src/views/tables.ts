import Table from 'cli-table3';
import pc from 'picocolors';

/** Where a story or a command writes its lines. */
export type Print = (text: string) => void;

/** Columns of the terminal; as many as terminals usually have, if the output is none. */
export function terminalWidth(): number {
  return Math.max(process.stdout.columns || 80, 40);
}

/** A probability as a percentage. */
export function percent(score: number): string {
  return `${(100 * score).toFixed(1).padStart(5)} %`;
}

/** A probability as a percentage with a bar. */
export function bar(score: number): string {
  return `${percent(score)} ${pc.cyan('█'.repeat(Math.round(20 * score)))}`;
}

/** A table as wide as it needs to be, and as the terminal lets it be: texts of its widest columns are wrapped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const draw = (colWidths?: number[]): string => {
    const made = new Table({
      head: head.map((title) => pc.bold(title)),
      style: { head: [], border: [], compact: true },
      ...(colWidths && { colWidths, wordWrap: true }),
    });
    made.push(...rows.map((row) => [...row]));
    return made.toString();
  };
  const whole = draw();
  const [border] = whole.split('\n', 1);
  let excess = border.length - terminalWidth();
  if (excess <= 0) return whole;
  const columns = border.slice(1, -1).split('┬');
  const widths = columns.map(({ length }) => length);
  while (excess-- > 0) widths[widths.indexOf(Math.max(...widths))]--;
  return draw(widths);
}
