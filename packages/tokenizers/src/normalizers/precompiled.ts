import { applyChanges, type AlignedText, type Change } from '../text/aligned-text.js';
import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import { decodeUtf8, encodeUtf8 } from '../text/web.js';
import type { Normalizer } from './normalizer.js';

// Longer grapheme clusters (in bytes) are looked up character by character only.
const longestCluster = 6;
const segmenterWindow = 256;

/**
 * SentencePiece's precompiled character map: a double-array trie (as darts-clone lays it out) over UTF-8, and the
 * replacements one after the other, each ended by a zero byte.
 */
export class Precompiled implements Normalizer {
  private readonly clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });
  private readonly cache = new Map<string, string | undefined>();
  private readonly trie: Uint32Array;
  private readonly replacements: Uint8Array;

  /** @throws RangeError if the map is cut off. */
  constructor(charsmap: Uint8Array) {
    const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength);
    const trieBytes = view.getUint32(0, true);
    if (trieBytes % 4 !== 0 || trieBytes > charsmap.length - 4) {
      throw new RangeError(`its trie claims ${trieBytes} bytes, but ${charsmap.length - 4} are there`);
    }
    this.trie = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.replacements = charsmap.subarray(4 + trieBytes);
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
    const offset = this.firstPrefix(part);
    let replacement: string | undefined;
    if (offset !== undefined) {
      let end = offset;
      while (end < this.replacements.length && this.replacements[end] !== 0) end++;
      replacement = decodeUtf8(this.replacements.subarray(offset, end));
    }
    if (this.cache.size >= 65536) this.cache.clear();
    this.cache.set(part, replacement);
    return replacement;
  }

  /** The value of the shortest prefix in the trie: SentencePiece takes the longest, but Python's tokenizers this one. */
  private firstPrefix(part: string): number | undefined {
    const { trie } = this;
    let node = 0;
    let unit = trie[0];
    node ^= offsetOf(unit);
    for (const byte of encodeUtf8(part)) {
      if (byte === 0) return undefined;
      node ^= byte;
      if (node >= trie.length) return undefined;
      unit = trie[node];
      if ((unit & 0x800000ff) >>> 0 !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit >>> 8) & 1) return node < trie.length ? trie[node] & 0x7fffffff : undefined;
    }
    return undefined;
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
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
