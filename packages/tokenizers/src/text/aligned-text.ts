import { codePointAt, codePointBefore, unitsOf } from './characters.js';

/**
 * A text that knows, for each of its UTF-16 units, the range of the original text it came from. Text that was never
 * changed (or changed unit by unit) needs no table.
 */
export class AlignedText {
  constructor(
    readonly text: string,
    /** Where the text begins in the original one, if there is no table. */
    private readonly shift = 0,
    /** Original range of each unit: `starts[i]` to `ends[i]`. */
    private readonly starts?: Int32Array,
    private readonly ends?: Int32Array,
  ) {}

  get length(): number {
    return this.text.length;
  }

  /** Where unit `index` begins in the original text. */
  originalStart(index: number): number {
    return this.starts ? this.starts[index] : this.shift + index;
  }

  /** Where unit `index` ends in the original text. */
  originalEnd(index: number): number {
    return this.ends ? this.ends[index] : this.shift + index + 1;
  }

  slice(start: number, end: number): AlignedText {
    if (start === 0 && end === this.length) return this;
    return new AlignedText(
      this.text.slice(start, end),
      this.shift + start,
      this.starts?.subarray(start, end),
      this.ends?.subarray(start, end),
    );
  }

  /** Another text of the same length, unit for unit. */
  withText(text: string): AlignedText {
    return text === this.text ? this : new AlignedText(text, this.shift, this.starts, this.ends);
  }

  /** A changed text: unit `i` comes from the character at `sources[i]` of this one (-1: from nowhere). */
  derive(text: string, sources: readonly number[]): AlignedText {
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const source = sources[i];
      if (source < 0) continue;
      starts[i] = this.originalStart(source);
      ends[i] = this.originalEnd(source + unitsOf(codePointAt(this.text, source)) - 1);
    }
    return new AlignedText(text, 0, starts, ends);
  }
}

/**
 * Writes a changed copy of an `AlignedText` from left to right, with the alignment rules of Hugging Face tokenizers: a
 * replaced character keeps the range of the old one, an inserted one takes that of the character before, removed ones
 * leave no trace.
 */
export class Rewriter {
  private readonly parts: string[] = [];
  private readonly sources: number[] = [];
  private at = 0;

  constructor(private readonly from: AlignedText) {}

  /** Writes `character` in the place of the next one. */
  replace(character: string): void {
    this.write(character, this.at);
    this.skip();
  }

  /** Writes `text` after what was replaced or skipped last. */
  insert(text: string): void {
    this.write(text, this.at === 0 ? -1 : this.at - unitsOf(codePointBefore(this.from.text, this.at)));
  }

  /** Copies up to `end`. */
  keepUntil(end: number): void {
    if (end <= this.at) return;
    this.parts.push(this.from.text.slice(this.at, end));
    for (let i = this.at; i < end;) {
      const units = unitsOf(codePointAt(this.from.text, i));
      for (let unit = 0; unit < units; unit++) this.sources.push(i);
      i += units;
    }
    this.at = end;
  }

  /** Leaves out `count` characters. */
  skip(count = 1): void {
    for (; count > 0 && this.at < this.from.length; count--)
      this.at += unitsOf(codePointAt(this.from.text, this.at));
  }

  /** Leaves out everything up to `end`. */
  skipUntil(end: number): void {
    this.at = Math.max(this.at, end);
  }

  /** What was written, and the rest. */
  finish(): AlignedText {
    this.keepUntil(this.from.length);
    return this.from.derive(this.parts.join(''), this.sources);
  }

  private write(text: string, source: number): void {
    this.parts.push(text);
    for (let unit = text.length; unit > 0; unit--) this.sources.push(source);
  }
}

/** One character of a changed text. */
export interface Change {
  character: string;
  /** 1: the character was inserted; 0: it replaces the next one of the source; -n: and n more go. */
  change: number;
}

/** Writes a changed copy from left to right. */
export function applyChanges(text: AlignedText, changes: Iterable<Change>): AlignedText {
  const rewriter = new Rewriter(text);
  for (const { character, change } of changes) {
    if (change > 0) rewriter.insert(character);
    else {
      rewriter.replace(character);
      rewriter.skip(-change);
    }
  }
  rewriter.skipUntil(text.length);
  return rewriter.finish();
}

/** Writes a copy in which `change` says what stands for each code point. */
export function mapCharacters(
  text: AlignedText,
  change: (character: string, codePoint: number) => string,
): AlignedText {
  const rewriter = new Rewriter(text);
  for (const character of text.text) {
    const changed = change(character, character.codePointAt(0)!);
    if (changed === '') rewriter.skip();
    else {
      const head = unitsOf(changed.codePointAt(0)!);
      rewriter.replace(changed.slice(0, head));
      if (changed.length > head) rewriter.insert(changed.slice(head));
    }
  }
  return rewriter.finish();
}
