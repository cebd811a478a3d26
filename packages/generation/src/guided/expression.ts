/** Ranges of code points, in order, without overlaps. */
export type CharacterRanges = readonly (readonly [low: number, high: number])[];

/** What a text may be: the common form of patterns, schemas and grammars. */
export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'set'; readonly ranges: CharacterRanges }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly items: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number }
  | { readonly kind: 'rule'; readonly name: string };

/** Named expressions that may use each other, and the one that is the whole text. */
export interface Grammar {
  readonly rules: ReadonlyMap<string, Expression>;
  readonly root: string;
}

export const text = (value: string): Expression => ({ kind: 'text', text: value });
export const set = (ranges: CharacterRanges): Expression => ({ kind: 'set', ranges });
export const sequence = (...items: Expression[]): Expression => ({ kind: 'sequence', items });
export const choice = (...items: Expression[]): Expression =>
  items.length === 1 ? items[0] : { kind: 'choice', items };
export const repeat = (item: Expression, min: number, max = Infinity): Expression => ({
  kind: 'repeat',
  item,
  min,
  max,
});
export const optional = (item: Expression): Expression => repeat(item, 0, 1);
export const rule = (name: string): Expression => ({ kind: 'rule', name });

/** Sorts ranges and joins those that touch. */
export function union(ranges: CharacterRanges): CharacterRanges {
  const joined: [number, number][] = [];
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

/** All other code points. */
export function complement(ranges: CharacterRanges): CharacterRanges {
  const others: [number, number][] = [];
  let next = 0;
  for (const [low, high] of union(ranges)) {
    if (low > next) others.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= 0x10ffff) others.push([next, 0x10ffff]);
  return others;
}

export function intersection(a: CharacterRanges, b: CharacterRanges): CharacterRanges {
  return complement([...complement(a), ...complement(b)]);
}
