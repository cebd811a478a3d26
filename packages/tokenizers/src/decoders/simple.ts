import type { Finder } from '../text/patterns.js';
import { refuseGrowth } from '../text/growth.js';
import { byteOfToken, fromByteCharacters } from '../text/bytes.js';
import { decodeUtf8, decodeUtf8Strictly } from '../text/web.js';
import type { Decoder } from './decoder.js';

/** Several decoders, one after the other. */
export class DecoderSequence implements Decoder {
  constructor(private readonly decoders: readonly Decoder[]) {}

  decode(tokens: readonly string[]): string[] {
    return this.decoders.reduce<string[]>((current, decoder) => decoder.decode(current), [...tokens]);
  }
}

/** All tokens as one. */
export class Fuse implements Decoder {
  decode(tokens: readonly string[]): string[] {
    return [tokens.join('')];
  }
}

/** Byte characters to the text whose UTF-8 form they are. */
export class ByteLevelDecoder implements Decoder {
  decode(tokens: readonly string[]): string[] {
    return [decodeUtf8(Uint8Array.from(tokens.flatMap(fromByteCharacters)))];
  }
}

/** Runs of `<0x..>` to the text whose UTF-8 form they are; U+FFFD for each byte if they are no such form. */
export class ByteFallback implements Decoder {
  decode(tokens: readonly string[]): string[] {
    const out: string[] = [];
    let bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length === 0) return;
      const text = decodeUtf8Strictly(Uint8Array.from(bytes));
      if (text !== undefined) out.push(text);
      else bytes.forEach(() => out.push('\uFFFD'));
      bytes = [];
    };
    for (const token of tokens) {
      const byte = byteOfToken(token);
      if (byte !== undefined) bytes.push(byte);
      else {
        flush();
        out.push(token);
      }
    }
    flush();
    return out;
  }
}

/** Words that end in a suffix are followed by a space, except the last. */
export class BpeDecoder implements Decoder {
  constructor(private readonly suffix: string) {}

  decode(tokens: readonly string[]): string[] {
    return tokens.map((token, i) => token.replaceAll(this.suffix, i === tokens.length - 1 ? '' : ' '));
  }
}

/** Visible spaces to spaces; those of the first token were added by the pre-tokenizer and go. */
export class MetaspaceDecoder implements Decoder {
  constructor(
    private readonly replacement: string,
    private readonly prepended: boolean,
  ) {}

  decode(tokens: readonly string[]): string[] {
    return tokens.map((token, i) => token.replaceAll(this.replacement, i === 0 && this.prepended ? '' : ' '));
  }
}

/** Replaces each match of a pattern in every token. */
export class ReplaceDecoder implements Decoder {
  constructor(
    private readonly find: Finder,
    private readonly content: string,
  ) {}

  decode(tokens: readonly string[]): string[] {
    let total = 0;
    return tokens.map((token) => {
      const matches: number[] = [];
      this.find(token, matches);
      total += token.length + (matches.length / 2) * this.content.length;
      refuseGrowth(token.length, total);
      let out = '';
      let done = 0;
      for (let i = 0; i < matches.length; i += 2) {
        out += token.slice(done, matches[i]) + this.content;
        done = matches[i + 1];
      }
      return out + token.slice(done);
    });
  }
}

/** Removes up to `start` and `stop` of a character from the ends of every token. */
export class StripDecoder implements Decoder {
  constructor(
    private readonly content: string,
    private readonly start: number,
    private readonly stop: number,
  ) {}

  decode(tokens: readonly string[]): string[] {
    return tokens.map((token) => {
      const characters = [...token];
      let start = 0;
      let end = characters.length;
      while (start < this.start && characters[start] === this.content) start++;
      while (characters.length - end < this.stop && end > start && characters[end - 1] === this.content)
        end--;
      return characters.slice(start, end).join('');
    });
  }
}
