import { byteCharacters } from '../text/bytes.js';
import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import type { Bpe } from './bpe.js';
import { CharacterMerges } from './character-merges.js';
import type { Model, WordTokens } from './model.js';
import { Symbols } from './symbols.js';
import type { Vocabulary } from './vocabulary.js';

const byteUnits = Uint16Array.from(byteCharacters, (character) => character.charCodeAt(0));
// No vocabulary has longer tokens than this, in bytes; longer words are not looked for as a whole.
const longestToken = 1024;
// Words with fewer bytes beyond ASCII are merged before their characters are looked at.
const fewBytes = 4;

/** BPE over bytes that takes plain words: bytes become ids without the characters that stand for them. */
export class ByteLevelBpe implements Model {
  readonly vocabulary: Vocabulary;
  private readonly symbols: Symbols;
  private readonly units = new Uint16Array(longestToken);
  private bytes = new Uint8Array(longestToken);
  /** Made for the first word that is not ASCII. */
  private characters: CharacterMerges | undefined;

  private constructor(
    private readonly bpe: Bpe,
    private readonly byteIds: Int32Array,
  ) {
    this.vocabulary = bpe.vocabulary;
    this.symbols = new Symbols(bpe.merges);
  }

  /** Undefined if the vocabulary does not have every byte, or words are more than their bytes. */
  static of(bpe: Bpe): ByteLevelBpe | undefined {
    if (bpe.options.continuingSubwordPrefix !== '' || bpe.options.endOfWordSuffix !== '') return undefined;
    const ids = byteCharacters.map((character) => bpe.vocabulary.id(character));
    return ids.every((id) => id !== undefined) ? new ByteLevelBpe(bpe, Int32Array.from(ids)) : undefined;
  }

  tokenizeWord(word: string): WordTokens {
    const bytes = this.readBytes(word);
    if (this.bpe.options.ignoreMerges) {
      const id = this.find(bytes);
      if (id >= 0) return { ids: [id], offsets: [0, word.length] };
    }
    const { symbols } = this;
    symbols.clear();
    if (bytes - word.length < fewBytes) this.addBytes(0, bytes);
    else this.addCharacters(word);
    symbols.merge();
    return symbols.tokensOf(word);
  }

  private addBytes(start: number, end: number): void {
    for (let i = start; i < end; i++) this.symbols.add(this.byteIds[this.bytes[i]], 1);
  }

  /** The bytes of a word, those of characters as what they become first. */
  private addCharacters(word: string): void {
    this.characters ??= new CharacterMerges(this.vocabulary, this.bpe.merges, this.byteIds);
    const { characters, symbols } = this;
    let byte = 0;
    for (let at = 0; at < word.length;) {
      const codePoint = codePointAt(word, at);
      const length = utf8Length(codePoint);
      const next = at + unitsOf(codePoint);
      const besideAscii =
        (at > 0 && word.charCodeAt(at - 1) < 0x80) || (next < word.length && word.charCodeAt(next) < 0x80);
      if (length === 1 || length === 4 || besideAscii) this.addBytes(byte, byte + length);
      else {
        const tokens = characters.tokensOf(codePoint, this.bytes, byte, length);
        for (let i = 0; i < tokens.length; i += 2) symbols.add(tokens[i], tokens[i + 1]);
      }
      byte += length;
      at = next;
    }
  }

  /** The id of a whole word, or -1. */
  private find(length: number): number {
    if (length > longestToken) return -1;
    const { units } = this;
    for (let i = 0; i < length; i++) units[i] = byteUnits[this.bytes[i]];
    const index = this.vocabulary.findUnits(units, 0, length);
    return index < 0 ? -1 : this.vocabulary.idAt(index);
  }

  /** Writes the UTF-8 form of a word to `bytes`, a lone surrogate as U+FFFD; returns its length. */
  private readBytes(word: string): number {
    if (3 * word.length > this.bytes.length) this.bytes = new Uint8Array(3 * word.length);
    const { bytes } = this;
    let length = 0;
    for (let at = 0; at < word.length;) {
      let codePoint = codePointAt(word, at);
      at += unitsOf(codePoint);
      if (codePoint < 0x80) {
        bytes[length++] = codePoint;
        continue;
      }
      if (codePoint >= 0xd800 && codePoint < 0xe000) codePoint = 0xfffd;
      if (codePoint < 0x800) bytes[length++] = 0xc0 | (codePoint >> 6);
      else {
        if (codePoint < 0x10000) bytes[length++] = 0xe0 | (codePoint >> 12);
        else {
          bytes[length++] = 0xf0 | (codePoint >> 18);
          bytes[length++] = 0x80 | ((codePoint >> 12) & 63);
        }
        bytes[length++] = 0x80 | ((codePoint >> 6) & 63);
      }
      bytes[length++] = 0x80 | (codePoint & 63);
    }
    return length;
  }
}
