/** How a code point is written in an expression with the flag v. */
export function escaped(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${codePoint.toString(16)}}`;
}

/** The letters that are equal when case is ignored; the long s and the Kelvin sign fold to ASCII. */
export function caseVariants(codePoint: number): number[] {
  const character = String.fromCodePoint(codePoint);
  const lower = character.toLowerCase();
  const variants = [character, lower, character.toUpperCase()];
  if (lower === 's') variants.push('\u017F');
  if (lower === 'k') variants.push('\u212A');
  const single = variants.map((variant) => [...variant]).filter((variant) => variant.length === 1);
  return [...new Set(single.map(([variant]) => variant.codePointAt(0)!))];
}
