const word = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}`;

/** Class contents for the names that Oniguruma knows and JavaScript does not (or means otherwise). */
const named: Readonly<Record<string, string>> = {
  alnum: String.raw`\p{Alphabetic}\p{Nd}`,
  alpha: String.raw`\p{Alphabetic}`,
  any: String.raw`\s\S`,
  blank: String.raw`\p{Zs}\t`,
  cntrl: String.raw`\p{Cc}`,
  digit: String.raw`\p{Nd}`,
  graph: String.raw`[[\s\S]--[\p{White_Space}\p{Cc}\p{Cn}\p{Cs}]]`,
  lower: String.raw`\p{Lowercase}`,
  print: String.raw`[[\s\S]--[\p{Cc}\p{Cn}\p{Cs}]]\p{Zs}`,
  punct: String.raw`\p{P}`,
  space: String.raw`\p{White_Space}`,
  upper: String.raw`\p{Uppercase}`,
  word,
  xdigit: '0-9A-Fa-f',
};

/** What stands inside of `[...]` for `\w`, `\s` and so on. */
export const shorthands: Readonly<Record<string, string>> = {
  w: word,
  s: named.space,
  d: named.digit,
  h: named.xdigit,
};

/** Class contents for the name of a property, POSIX class or script; undefined if it is unknown. */
export function classOfProperty(name: string): string | undefined {
  const key = name.replaceAll(/[\s_-]/g, '').toLowerCase();
  if (Object.hasOwn(named, key)) return named[key];
  const titled = name
    .trim()
    .split(/[\s_-]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
    .join('_');
  for (const candidate of [name, titled, `Script=${titled}`]) {
    if (!/^[A-Za-z_=]+$/.test(candidate)) return undefined;
    try {
      return new RegExp(`\\p{${candidate}}`, 'v').source;
    } catch {
      continue;
    }
  }
  return undefined;
}
