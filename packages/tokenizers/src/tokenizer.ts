import { AddedTokenFinder, type AddedToken } from './added-tokens.js';
import { assemble } from './assemble.js';
import { makeDecoder, type Decoder } from './decoders/index.js';
import type { Encoding } from './encoding.js';
import { ByteLevelModel } from './models/byte-level-model.js';
import { CachedModel } from './models/cached-model.js';
import { makeModel, type Model } from './models/index.js';
import { makeNormalizer, type Normalizer } from './normalizers/index.js';
import { makePostProcessor, plainPostProcessor, type PostProcessor } from './post-processors/index.js';
import { makePreTokenizer, withoutByteMapping, type PreTokenizer } from './pre-tokenizers/index.js';
import type { Spec } from './spec.js';
import { AlignedText } from './text/aligned-text.js';
import { SplitText } from './text/split-text.js';
import { TokenList, wholeOf } from './token-list.js';
import { truncate, type Truncation } from './truncation.js';

/** A text, or its words if the caller has split it. */
export type TextInput = string | readonly string[];

/** What offsets count. */
export type OffsetUnit = 'utf-16' | 'code-point';

export interface EncodeSettings {
  readonly addSpecialTokens: boolean;
  readonly truncation?: Truncation | undefined;
  readonly offsetUnit?: OffsetUnit | undefined;
}

export interface TokenizerParts {
  readonly normalizer?: Normalizer | undefined;
  readonly preTokenizer?: PreTokenizer | undefined;
  readonly model: Model;
  readonly postProcessor?: PostProcessor | undefined;
  readonly decoder?: Decoder | undefined;
}

/** The parts of a tokenizer as tokenizer.json describes them, without added tokens. */
export function readParts(spec: Spec): TokenizerParts {
  const part = <T>(name: string, make: (spec: Spec) => T): T | undefined =>
    spec.has(name) ? make(spec.object(name)) : undefined;
  return {
    normalizer: part('normalizer', makeNormalizer),
    preTokenizer: part('pre_tokenizer', makePreTokenizer),
    model: makeModel(spec.object('model')),
    postProcessor: part('post_processor', makePostProcessor),
    decoder: part('decoder', makeDecoder),
  };
}

/**
 * Text to tokens and back, in the steps of Hugging Face tokenizers: added tokens are found, the rest is normalized, split
 * into words, and each word into tokens by the model; the post-processor adds what the network expects around them.
 */
export class Tokenizer {
  readonly postProcessor: PostProcessor;
  private readonly model: Model;
  private readonly preTokenizer: PreTokenizer | undefined;
  private readonly inText: AddedTokenFinder;
  private readonly inNormalizedText: AddedTokenFinder;
  /** What added tokens read: those that are found in normalized text are written so too. */
  private readonly addedById: ReadonlyMap<number, string>;
  private readonly addedByContent: ReadonlyMap<string, AddedToken>;

  constructor(
    private readonly parts: TokenizerParts,
    readonly addedTokens: readonly AddedToken[],
  ) {
    const { normalizer, model, preTokenizer } = parts;
    const split = preTokenizer && withoutByteMapping(preTokenizer);
    this.preTokenizer = split ?? preTokenizer;
    this.model = new CachedModel(split ? new ByteLevelModel(model) : model);
    this.postProcessor = parts.postProcessor ?? plainPostProcessor;
    const written = ({ content, normalized }: AddedToken): string =>
      normalized && normalizer ? normalizer.normalize(new AlignedText(content)).text : content;
    this.addedById = new Map(addedTokens.map((token) => [token.id, written(token)]));
    this.addedByContent = new Map(addedTokens.map((token) => [token.content, token]));
    this.inText = new AddedTokenFinder(addedTokens.filter((token) => !token.normalized));
    this.inNormalizedText = new AddedTokenFinder(
      addedTokens.filter((token) => token.normalized),
      written,
    );
  }

  /** Tokens without the added ones. */
  get vocabSize(): number {
    return this.model.vocabulary.size;
  }

  /** Tokens with the added ones. */
  get totalSize(): number {
    const { vocabulary } = this.model;
    return (
      vocabulary.size + this.addedTokens.filter(({ content }) => vocabulary.id(content) === undefined).length
    );
  }

  /** Every token and its id. */
  vocab(): Map<string, number> {
    const vocab = new Map(this.model.vocabulary.ids);
    for (const { content, id } of this.addedTokens) vocab.set(content, id);
    return vocab;
  }

  tokenToId(token: string): number | undefined {
    return this.addedByContent.get(token)?.id ?? this.model.vocabulary.id(token);
  }

  idToToken(id: number): string | undefined {
    return this.addedById.get(id) ?? this.model.vocabulary.token(id);
  }

  /** How many tokens the post-processor adds. */
  specialTokensToAdd(pair: boolean): number {
    const template = pair ? this.postProcessor.pair : this.postProcessor.single;
    return template.reduce((sum, piece) => sum + ('ids' in piece ? piece.ids.length : 0), 0);
  }

  encode(text: TextInput, pair: TextInput | undefined, settings: EncodeSettings): Encoding {
    const { addSpecialTokens, truncation, offsetUnit = 'utf-16' } = settings;
    const first = this.tokensOf(text, offsetUnit);
    const second = pair === undefined ? undefined : this.tokensOf(pair, offsetUnit);
    const added = addSpecialTokens ? this.specialTokensToAdd(second !== undefined) : 0;
    const windows = truncation
      ? truncate(first, second, Math.max(0, truncation.maxLength - added), truncation)
      : { first: [wholeOf(first)], second: second && [wholeOf(second)] };
    return assemble(windows, this.postProcessor, addSpecialTokens, (id) => this.idToToken(id) ?? '');
  }

  decode(ids: Iterable<number>, skipSpecialTokens: boolean): string {
    const tokens: string[] = [];
    for (const id of ids) {
      const token = this.idToToken(id);
      if (token === undefined) continue;
      if (skipSpecialTokens && this.addedByContent.get(token)?.special) continue;
      tokens.push(token);
    }
    return this.decodeTokens(tokens);
  }

  decodeTokens(tokens: readonly string[]): string {
    const { decoder } = this.parts;
    return decoder ? decoder.decode(tokens).join('') : tokens.join(' ');
  }

  private tokensOf(input: TextInput, offsetUnit: OffsetUnit): TokenList {
    const list = new TokenList();
    const words = typeof input === 'string' ? [input] : input;
    words.forEach((text, index) => {
      const first = list.length;
      this.addText(list, text, typeof input === 'string' ? undefined : index);
      if (offsetUnit === 'code-point') list.toCodePoints(text, first);
    });
    return list;
  }

  /** Adds the tokens of a text; they get the number `givenWord`, or count the words that are found. */
  private addText(list: TokenList, text: string, givenWord: number | undefined): void {
    const whole = new AlignedText(text);
    let word = 0;
    const addSpecial = (token: AddedToken, part: AlignedText): void => {
      if (part.text !== token.content) list.texts.set(list.length, part.text);
      list.add(token.id, part.originalStart(0), part.originalEnd(part.length - 1), givenWord ?? word);
      word++;
    };
    this.inText.split(text, (start, end, token) => {
      const part = whole.slice(start, end);
      if (token) {
        addSpecial(token, part);
        return;
      }
      const normalized = this.parts.normalizer?.normalize(part) ?? part;
      this.inNormalizedText.split(normalized.text, (from, to, normalizedToken) => {
        const piece = normalized.slice(from, to);
        if (normalizedToken) addSpecial(normalizedToken, piece);
        else word = this.addWords(list, piece, word, givenWord);
      });
    });
  }

  private addWords(list: TokenList, text: AlignedText, word: number, givenWord: number | undefined): number {
    const whole = SplitText.whole(text);
    const { text: aligned, spans } = this.preTokenizer?.preTokenize(whole) ?? whole;
    for (let i = 0; i < spans.length; i += 2) {
      const start = spans[i];
      const { ids, offsets, texts } = this.model.tokenizeWord(aligned.text.slice(start, spans[i + 1]));
      if (texts) for (const [at, written] of texts) list.texts.set(list.length + at, written);
      for (let t = 0; t < ids.length; t++) {
        const from = aligned.originalStart(start + offsets[2 * t]);
        const to = aligned.originalEnd(start + offsets[2 * t + 1] - 1);
        list.add(ids[t], from, to, givenWord ?? word);
      }
      word++;
    }
    return word;
  }
}
