import { CharacterMap, type MappedPrefix } from '../sentencepiece/character-map.js';
import { applyChanges, type AlignedText, type Change } from '../text/aligned-text.js';
import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import { encodeUtf8 } from '../text/web.js';
import type { Normalizer } from './normalizer.js';

// Longer grapheme clusters (in bytes) are looked up character by character only.
const longestCluster = 6;
const segmenterWindow = 256;

/**
 * SentencePiece's character map as Python's tokenizers apply it: by grapheme clusters.
 */
export class Precompiled implements Normalizer {
  private readonly clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });
  private readonly cache = new Map<string, string | undefined>();
  private readonly map: CharacterMap;

  /** @throws RangeError if the map is cut off. */
  constructor(charsmap: Uint8Array) {
    this.map = new CharacterMap(charsmap);
  }

  normalize(text: AlignedText): AlignedText {
    const source = text.text;
    if (/^[\x20-\x7E]*$/.test(source)) return text;
    const changes: Change[] = [];
    let changed = false;
    for (const cluster of this.clustersOf(source)) {
      const whole = byteLength(cluster) < longestCluster ? this.lookUp(cluster) : undefined;
      for (const part of whole === undefined ? cluster : [cluster]) {
        const replacement = whole ?? this.lookUp(part);
        if (replacement === undefined) {
          changes.push({ character: part, change: 0 });
        } else {
          changed = true;
          addReplacement(changes, part, replacement);
        }
      }
    }
    return changed ? applyChanges(text, changes) : text;
  }

  /** Grapheme clusters; runs of plain ASCII, where each character is one, do not need the slow segmenter. */
  private *clustersOf(text: string): Generator<string> {
    const isPlainAt = (at: number): boolean => at >= text.length || isPlain(text.charCodeAt(at));
    let plain = 0;
    while (plain < text.length) {
      let end = plain;
      while (end < text.length && isPlainAt(end)) end++;
      // The last plain character may carry a mark.
      const until = end < text.length && end > plain ? end - 1 : end;
      for (let i = plain; i < until; i++) yield text[i];
      let special = end;
      while (special < text.length && !(isPlainAt(special) && isPlainAt(special + 1))) special++;
      // One more: a few marks bind what follows.
      const stop = special < text.length ? special + 1 : special;
      yield* this.segments(text.slice(until, stop));
      plain = stop;
    }
  }

  /** Clusters, window by window: the segmenter's steps take the longer, the longer its text is. */
  private *segments(text: string): Generator<string> {
    let size = segmenterWindow;
    for (let at = 0; at < text.length;) {
      let end = Math.min(at + size, text.length);
      // Not between the halves of a surrogate pair.
      if (codePointAt(text, end - 1) > 0xffff) end++;
      const segments = Array.from(this.clusters.segment(text.slice(at, end)), ({ segment }) => segment);
      // The last one may go on beyond the window.
      const whole = end === text.length ? segments.length : segments.length - 1;
      for (let i = 0; i < whole; i++) {
        yield segments[i];
        at += segments[i].length;
      }
      size = whole === 0 ? 2 * size : segmenterWindow;
    }
  }

  private lookUp(part: string): string | undefined {
    if (this.cache.has(part)) return this.cache.get(part);
    // SentencePiece takes the longest prefix, but Python's tokenizers the shortest.
    const shortest: MappedPrefix | undefined = this.map.prefixes(encodeUtf8(part)).next().value;
    const replacement = shortest && this.map.replacement(shortest.value);
    if (this.cache.size >= 65536) this.cache.clear();
    this.cache.set(part, replacement);
    return replacement;
  }
}

function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit < 0x7f;
}

function byteLength(text: string): number {
  if (text.length >= longestCluster) return text.length;
  let bytes = 0;
  for (let i = 0; i < text.length; i += unitsOf(codePointAt(text, i)))
    bytes += utf8Length(codePointAt(text, i));
  return bytes;
}

/**
 * `replacement` character for character; a longer one inserts its end, a shorter one takes the rest of `part` with it. A
 * part that vanishes goes with what was written before.
 */
function addReplacement(changes: Change[], part: string, replacement: string): void {
  const count = [...part].length;
  const characters = [...replacement];
  characters.forEach((character, i) => changes.push({ character, change: i < count ? 0 : 1 }));
  const last = changes.at(-1);
  if (last && characters.length < count) last.change += characters.length - count;
}
