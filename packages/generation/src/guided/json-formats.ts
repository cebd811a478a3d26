import type { Expression } from './expression.js';
import { readPattern } from './regex.js';

const day = '(?:0[1-9]|1[0-9]|2[0-8])';
// No leap days: they would need to know the year.
const date = `[0-9]{4}-(?:(?:0[1-9]|1[0-2])-${day}|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)`;
const time =
  '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])';
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?';

/** What a string of each supported `format` is, in characters that need no escape. */
export const formats: Readonly<Record<string, Expression>> = Object.fromEntries(
  Object.entries({
    date,
    time,
    'date-time': `${date}T${time}`,
    uuid: '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
    ipv4: `${octet}(?:\\.${octet}){3}`,
    hostname: `${label}(?:\\.${label}){0,5}`,
    email: `[A-Za-z0-9_+-]{1,32}(?:\\.[A-Za-z0-9_+-]{1,16}){0,3}@${label}(?:\\.${label}){1,3}`,
  }).map(([name, pattern]) => [name, readPattern(pattern).expression]),
);
