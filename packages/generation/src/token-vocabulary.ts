/** What stop strings and guided text ask of a tokenizer: the bytes that a token adds to a text that has begun. */
export interface TokenVocabulary {
  /** One more than the largest id. */
  readonly size: number;
  /** Of each id the UTF-8 bytes, perhaps of a part of a character; undefined if no token has the id. */
  readonly bytes: readonly (Uint8Array | undefined)[];
  /** Ids of tokens that are no text, such as an end of sequence. */
  readonly special: ReadonlySet<number>;
}

/** The part of a tokenizer that says so. Every tokenizer of `@automodel/tokenizers` has it. */
export interface TextTokenizer {
  get_vocab(): ReadonlyMap<string, number>;
  convert_tokens_to_string(tokens: readonly string[]): string;
  decode(ids: readonly number[], options: { skip_special_tokens: boolean }): string;
}

const vocabularies = new WeakMap<TextTokenizer, TokenVocabulary>();

/** The vocabulary of a tokenizer; made once. */
export function tokenVocabulary(tokenizer: TextTokenizer): TokenVocabulary {
  let vocabulary = vocabularies.get(tokenizer);
  if (!vocabulary) vocabularies.set(tokenizer, (vocabulary = makeVocabulary(tokenizer)));
  return vocabulary;
}

function makeVocabulary(tokenizer: TextTokenizer): TokenVocabulary {
  const bytesOf = byteReader(tokenizer);
  const bytes: (Uint8Array | undefined)[] = [];
  const special = new Set<number>();
  for (const [token, id] of tokenizer.get_vocab()) {
    bytes[id] = bytesOf(token);
    if (isSpecial(tokenizer, id)) special.add(id);
  }
  return { size: bytes.length, bytes, special };
}

function isSpecial(tokenizer: TextTokenizer, id: number): boolean {
  return (
    tokenizer.decode([id], { skip_special_tokens: true }) === '' &&
    tokenizer.decode([id], { skip_special_tokens: false }) !== ''
  );
}

const encoder = new TextEncoder();
/** A text that precedes a token, so that a decoder does not take it for the first one. */
const BASE = 'abcdef';

/** How this tokenizer's decoder writes bytes shows in how it reads those of "é". */
function byteReader(tokenizer: TextTokenizer): (token: string) => Uint8Array {
  const inContext = (token: string): Uint8Array =>
    encoder.encode(tokenizer.convert_tokens_to_string([BASE, token]).slice(BASE.length));
  if (tokenizer.convert_tokens_to_string(['Ã', '©']) === 'é') {
    const alphabet = byteAlphabet();
    return (token) => {
      const bytes = Array.from(token, (character) => alphabet.get(character) ?? -1);
      return bytes.includes(-1) ? encoder.encode(token) : Uint8Array.from(bytes);
    };
  }
  if (tokenizer.convert_tokens_to_string(['<0xC3>', '<0xA9>']) === 'é') {
    return (token) => {
      const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token);
      return byte ? Uint8Array.of(parseInt(byte[1], 16)) : inContext(token);
    };
  }
  return inContext;
}

/** The byte of each character of GPT-2's byte-level vocabularies: printable ones are their own, others come from 256 on. */
function byteAlphabet(): Map<string, number> {
  let next = 256;
  const isOwn = (byte: number): boolean =>
    (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte <= 0xff && byte !== 0xad);
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(isOwn(byte) ? byte : next++), byte]),
  );
}
