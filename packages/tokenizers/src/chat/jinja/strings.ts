// Python counts characters of texts, JavaScript UTF-16 units.

/** Whether characters are units. */
const isPlain = (text: string): boolean => !/[\ud800-\udfff]/.test(text);

export function characters(text: string): string | string[] {
  return isPlain(text) ? text : Array.from(text);
}

export function lengthOf(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const isSpace = new RegExp(`[${space}]`);
/** Words, as Python's `split()` finds them. */
export const spaces = new RegExp(`[${space}]+`, 'g');

/** Python's `strip`: takes the given characters (white space if there are none given) from the ends. */
export function strip(text: string, given: string | null, left: boolean, right: boolean): string {
  const all = characters(text);
  const chosen = given === null ? undefined : new Set(given);
  const goes = (character: string): boolean => (chosen ? chosen.has(character) : isSpace.test(character));
  let start = 0;
  let end = all.length;
  if (left) while (start < end && goes(all[start])) start++;
  if (right) while (end > start && goes(all[end - 1])) end--;
  const rest = all.slice(start, end);
  return typeof rest === 'string' ? rest : rest.join('');
}

/** Python's `str.capitalize`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Python's `str.title`: every run of letters is a word. */
export function title(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize);
}

/** Python's `str.swapcase`. */
export function swapCase(text: string): string {
  return text.replace(/\p{L}/gu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
