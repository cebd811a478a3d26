/** A mistake in a JSON text, at a character position. */
export class JsonMistake extends Error {
  constructor(
    readonly position: number,
    reason: string,
  ) {
    super(reason);
  }

  /** Line and column, both from 1, as editors count. */
  describe(text: string): string {
    const before = text.slice(0, this.position);
    const line = before.split('\n').length;
    return `line ${line}, column ${this.position - before.lastIndexOf('\n')}: ${this.message}`;
  }
}

/**
 * Parses JSON as `JSON.parse` does, but says where a mistake is (V8 often does not), and refuses an object that has
 * a key twice, where `JSON.parse` would keep the last one in silence.
 *
 * @throws JsonMistake
 */
export function parseJson(text: string): unknown {
  scan(text);
  return JSON.parse(text);
}

/** A JSON object, and neither an array nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
// One run or one escape at a time: a whole string in one pattern would exhaust the regex engine's stack.
const stringPart = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Walks over the text without building anything; iterative, since a stranger chooses the depth. */
function scan(text: string): void {
  /** The open objects, as the keys seen so far, and arrays. */
  const open: (Set<string> | 'array')[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const next = (): string => {
    take(space);
    return text.charAt(at);
  };
  const fail = (expected: string): never => {
    const found = at < text.length ? `found ${JSON.stringify(text.charAt(at))}` : 'the text ends';
    throw new JsonMistake(at, `expected ${expected}, but ${found}`);
  };
  const string = (): string => {
    const begin = at;
    if (text.charAt(at++) !== '"') {
      at = begin;
      fail('a string in double quotes');
    }
    while (take(stringPart));
    if (text.charAt(at) !== '"') fail('the end of the string');
    return text.slice(begin, ++at);
  };
  const key = (keys: Set<string>): void => {
    next();
    const begin = at;
    const name = JSON.parse(string()) as string;
    if (keys.has(name)) throw new JsonMistake(begin, `the key ${JSON.stringify(name)} is there twice`);
    keys.add(name);
    if (next() !== ':') fail('":"');
    at++;
  };
  /** Opens a container, or takes a whole scalar; true if a value is complete. */
  const value = (): boolean => {
    const first = next();
    if (first === '{' || first === '[') {
      at++;
      const container = first === '{' ? new Set<string>() : 'array';
      if (next() === (first === '{' ? '}' : ']')) {
        at++;
        return true;
      }
      open.push(container);
      if (container !== 'array') key(container);
      return false;
    }
    if (first === '"') string();
    else if (!take(number) && !take(word)) fail('a value');
    return true;
  };

  let complete = value();
  while (open.length > 0) {
    if (complete) {
      const container = open[open.length - 1];
      const close = container === 'array' ? ']' : '}';
      const separator = next();
      if (separator === close) {
        at++;
        open.pop();
        continue;
      }
      if (separator !== ',') fail(`"," or "${close}"`);
      at++;
      if (container !== 'array') key(container);
    }
    complete = value();
  }
  next();
  if (at < text.length) fail('the end of the text');
}
