import Table from 'cli-table3';
import pc from 'picocolors';

/** Where a story or a command writes its lines. */
export type Print = (text: string) => void;

/** A probability as a percentage with a bar. */
export function percent(score: number): string {
  return `${(100 * score).toFixed(1).padStart(5)} % ${pc.cyan('█'.repeat(Math.round(20 * score)))}`;
}

/** @param widths of the columns, in which texts are wrapped; as wide as needed if left out */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths?: readonly number[],
): string {
  const made = new Table({
    head: head.map((title) => pc.bold(title)),
    style: { head: [], border: [], compact: true },
    ...(widths && { colWidths: [...widths], wordWrap: true }),
  });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}
