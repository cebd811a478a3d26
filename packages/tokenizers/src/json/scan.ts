import { StringList } from '../text/string-list.js';
import { unitsOfUtf8 } from '../text/utf8.js';
import { decodeUtf8Strictly } from '../text/web.js';
import { ScannedMerges, ScannedVocab } from './scanned.js';

/**
 * What `JSON.parse` makes of the bytes of a tokenizer.json, but a vocabulary that is an object as {@link ScannedVocab} and merges as
 * {@link ScannedMerges}: to make half a million strings would take longer than all that is done with them.
 *
 * @returns undefined for what is no JSON, or unusual: `JSON.parse` then says what it is
 */
export function scanTokenizerJson(bytes: Uint8Array): unknown {
  try {
    return new Scanner(bytes).tokenizer();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const [quote, comma, colon, backslash] = codes('",:\\');
const [openObject, closeObject, openList, closeList] = codes('{}[]');
const [tab, lineFeed, carriageReturn, space, zero, nine] = codes('\t\n\r 09');
// Real ids have six at most.
const mostDigits = 8;

function codes(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

/** Looks for the vocabulary and the merges and reads these; all else is left to `JSON.parse`. */
class Scanner {
  private at = 0;
  /** The string that was met last, without its quotes. */
  private start = 0;
  private end = 0;
  private hasEscapes = false;
  /** Fields of the model. */
  private readonly found = new Map<string, ScannedVocab | ScannedMerges>();
  /** The text without them. */
  private rest = '';
  private restFrom = 0;

  constructor(private readonly bytes: Uint8Array) {}

  tokenizer(): unknown {
    for (let more = this.open(openObject, closeObject); more; more = this.more(closeObject)) {
      const name = this.name();
      if (name !== 'model' || this.next() !== openObject) this.skip();
      // Of a field that comes twice the last one counts.
      else if (this.found.size > 0) giveUp();
      else this.model();
    }
    this.rest += this.textOf(this.restFrom, this.bytes.length);
    const tokenizer = JSON.parse(this.rest) as { model?: object };
    if (this.found.size > 0) Object.assign(tokenizer.model!, Object.fromEntries(this.found));
    return tokenizer;
  }

  private model(): void {
    for (let more = this.open(openObject, closeObject); more; more = this.more(closeObject)) {
      const name = this.name();
      if (this.found.has(name)) giveUp();
      const first = this.next();
      const isVocab = name === 'vocab' && first === openObject;
      if (!isVocab && !(name === 'merges' && first === openList)) {
        this.skip();
        continue;
      }
      this.rest += `${this.textOf(this.restFrom, this.at)}null`;
      this.found.set(name, isVocab ? this.vocab() : this.merges());
      this.restFrom = this.at;
    }
  }

  private vocab(): ScannedVocab {
    const tokens = new StringList();
    const ids: number[] = [];
    for (let more = this.open(openObject, closeObject); more; more = this.more(closeObject)) {
      this.string();
      this.keep(tokens, this.start, this.end);
      this.expect(colon);
      ids.push(this.id());
    }
    return new ScannedVocab(tokens, ids);
  }

  private merges(): ScannedMerges {
    const tokens = new StringList();
    for (let more = this.open(openList, closeList); more; more = this.more(closeList)) {
      if (this.next() === openList) {
        this.expect(openList);
        this.string();
        this.keep(tokens, this.start, this.end);
        this.expect(comma);
        this.string();
        this.keep(tokens, this.start, this.end);
        this.expect(closeList);
      } else {
        this.string();
        const middle = this.onlySpace();
        this.keep(tokens, this.start, middle);
        this.keep(tokens, middle + 1, this.end);
      }
    }
    return new ScannedMerges(tokens);
  }

  /** Goes into an object or a list; false if it is empty. */
  private open(opening: number, close: number): boolean {
    this.expect(opening);
    if (this.next() !== close) return true;
    this.at++;
    return false;
  }

  /** Goes behind the comma after an item, or out of the object or list; whether there is another item. */
  private more(close: number): boolean {
    const byte = this.next();
    if (byte !== comma && byte !== close) giveUp();
    this.at++;
    return byte === comma;
  }

  /** Reads the name of a field. */
  private name(): string {
    this.string();
    this.expect(colon);
    return JSON.parse(this.textOf(this.start - 1, this.end + 1)) as string;
  }

  /** Goes to the end of the value of a field. */
  private skip(): void {
    for (let depth = 0; ;) {
      const byte = this.next();
      if (depth === 0 && (byte === comma || byte === closeObject)) return;
      if (byte === quote) this.string();
      else {
        if (byte === openObject || byte === openList) depth++;
        else if (byte === closeObject || byte === closeList) depth--;
        else if (byte === undefined) giveUp();
        this.at++;
      }
    }
  }

  private string(): void {
    this.expect(quote);
    const { bytes, at: start } = this;
    let end = start;
    let hasEscapes = false;
    for (let byte = bytes[end]; byte !== quote; byte = bytes[end]) {
      // Behind the last byte it is undefined.
      if (!(byte >= space)) giveUp();
      hasEscapes ||= byte === backslash;
      end += byte === backslash ? 2 : 1;
    }
    this.start = start;
    this.end = end;
    this.hasEscapes = hasEscapes;
    this.at = end + 1;
  }

  /** Adds `[start, end)` of the string that was met last to a list. */
  private keep(list: StringList, start: number, end: number): void {
    if (this.hasEscapes) {
      list.add(JSON.parse(`"${this.textOf(start, end)}"`) as string);
      return;
    }
    const { length } = list;
    const stop = unitsOfUtf8(this.bytes, start, end, list.reserve(end - start), list.starts[length]);
    if (stop < 0) giveUp();
    list.close(stop);
  }

  /** Where the string that was met last has its only space. */
  private onlySpace(): number {
    let found = -1;
    for (let at = this.start; at < this.end; at++) {
      if (this.bytes[at] !== space) continue;
      if (found >= 0) giveUp();
      found = at;
    }
    // Some escapes are spaces, too.
    if (found < 0 || (this.hasEscapes && /\\u0020/.test(this.textOf(this.start, this.end)))) giveUp();
    return found;
  }

  private id(): number {
    this.next();
    const { bytes, at: start } = this;
    let end = start;
    let id = 0;
    for (let byte = bytes[end]; byte >= zero && byte <= nine; byte = bytes[++end]) id = 10 * id + byte - zero;
    const digits = end - start;
    if (digits === 0 || digits > mostDigits || (digits > 1 && bytes[start] === zero)) giveUp();
    this.at = end;
    return id;
  }

  /** Goes to the next byte that is no white space, and gives it; undefined at the end. */
  private next(): number | undefined {
    const { bytes } = this;
    let { at } = this;
    let byte = bytes[at];
    while (byte === space || byte === lineFeed || byte === carriageReturn || byte === tab) byte = bytes[++at];
    this.at = at;
    return byte;
  }

  private expect(byte: number): void {
    if (this.next() !== byte) giveUp();
    this.at++;
  }

  private textOf(start: number, end: number): string {
    return decodeUtf8Strictly(this.bytes.subarray(start, end)) ?? giveUp();
  }
}

function giveUp(): never {
  throw new SyntaxError();
}
