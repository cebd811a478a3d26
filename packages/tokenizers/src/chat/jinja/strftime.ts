const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Python's `strftime` in its C locale; a directive that is unknown stays as it is. */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (place, unpadded: string, directive: string) => {
    if (!Object.hasOwn(directives, directive)) return place;
    const text = directives[directive](date);
    return unpadded ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}

const padded = (value: number, width = 2): string => String(value).padStart(width, '0');
const hour12 = (date: Date): number => date.getHours() % 12 || 12;

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1);
  return (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000 + 1;
}

/** Weeks of the year, of which the first begins with its first `firstDay`. */
function weekOfYear(date: Date, firstDay: number): number {
  return Math.floor((dayOfYear(date) + 6 - ((date.getDay() - firstDay + 7) % 7)) / 7);
}

const directives: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => days[date.getDay()].slice(0, 3),
  A: (date) => days[date.getDay()],
  w: (date) => String(date.getDay()),
  u: (date) => String(date.getDay() || 7),
  d: (date) => padded(date.getDate()),
  e: (date) => String(date.getDate()).padStart(2),
  b: (date) => months[date.getMonth()].slice(0, 3),
  h: (date) => months[date.getMonth()].slice(0, 3),
  B: (date) => months[date.getMonth()],
  m: (date) => padded(date.getMonth() + 1),
  y: (date) => padded(date.getFullYear() % 100),
  Y: (date) => String(date.getFullYear()),
  H: (date) => padded(date.getHours()),
  I: (date) => padded(hour12(date)),
  p: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  M: (date) => padded(date.getMinutes()),
  S: (date) => padded(date.getSeconds()),
  f: (date) => padded(date.getMilliseconds() * 1000, 6),
  j: (date) => padded(dayOfYear(date), 3),
  U: (date) => padded(weekOfYear(date, 0)),
  W: (date) => padded(weekOfYear(date, 1)),
  // Python's `datetime.now()` knows of no zone.
  z: () => '',
  Z: () => '',
  c: (date) => strftime(date, '%a %b %e %H:%M:%S %Y'),
  x: (date) => strftime(date, '%m/%d/%y'),
  X: (date) => strftime(date, '%H:%M:%S'),
  D: (date) => strftime(date, '%m/%d/%y'),
  F: (date) => strftime(date, '%Y-%m-%d'),
  T: (date) => strftime(date, '%H:%M:%S'),
  R: (date) => strftime(date, '%H:%M'),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};
