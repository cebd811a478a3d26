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
    let line = 1;
    let lineBegin = 0;
    for (;;) {
      const next = text.indexOf('\n', lineBegin) + 1;
      if (next === 0 || next > this.position) break;
      lineBegin = next;
      line++;
    }
    return `line ${line}, column ${this.position - lineBegin + 1}: ${this.message}`;
  }
}

/**
 * Parses JSON as `JSON.parse` does, but says where a mistake is, which V8 often does not.
 *
 * @param uniqueKeys refuse an object that has a key twice, where `JSON.parse` keeps the last one in silence
 * @throws JsonMistake
 */
export function parseJson(text: string, { uniqueKeys = false } = {}): unknown {
  boundValues(text);
  if (uniqueKeys) scan(text, uniqueKeys);
  try {
    return JSON.parse(text);
  } catch (error) {
    scan(text, uniqueKeys);
    throw error;
  }
}

/** A JSON object, and neither an array nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Far above what a tokenizer of a million words takes, and little enough to hold in memory. */
const mostValues = 10_000_000;
/** As in Python, whose json module wrote the files. */
const greatestDepth = 1000;

/** Each value but the first comes after one of these characters, so a stranger's text cannot fill the memory. */
function boundValues(text: string): void {
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code === 0x2c || code === 0x5b || code === 0x7b) && ++values > mostValues) {
      throw new JsonMistake(at, `there are more than ${mostValues} values`);
    }
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
// One run or one escape at a time: a whole string in one pattern would exhaust the regex engine's stack.
const stringPart = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Walks over the text, building nothing, up to the first mistake. */
function scan(text: string, uniqueKeys: boolean): void {
  /** The containers that are open: objects as the keys seen so far, and arrays. */
  const open: (Set<string> | 'array')[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  /** The next character that is not space. */
  const next = (): string => {
    while (isSpace(text.charCodeAt(at))) at++;
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
    if (uniqueKeys && keys.has(name))
      throw new JsonMistake(begin, `the key ${JSON.stringify(name)} is there twice`);
    keys.add(name);
    if (next() !== ':') fail('":"');
    at++;
  };
  /** Opens a container, or takes a whole scalar; true if a value is complete. */
  const value = (): boolean => {
    const first = next();
    if (first === '{' || first === '[') {
      at++;
      if (next() === (first === '{' ? '}' : ']')) {
        at++;
        return true;
      }
      if (open.length === greatestDepth) {
        throw new JsonMistake(at, `there are more than ${greatestDepth} levels`);
      }
      const container = first === '{' ? new Set<string>() : 'array';
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

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
