import { AddedTokenFinder, type AddedToken } from './added-tokens.js';
import { assemble } from './assemble.js';
import { makeDecoder, type Decoder } from './decoders/index.js';
import type { Encoding } from './encoding.js';
import { byteLevelModel } from './models/byte-level-model.js';
import { makeModel, type Model } from './models/index.js';
import { RawWords } from './models/raw-words.js';
import { WordCache } from './models/word-cache.js';
import { makeNormalizer, type Normalizer } from './normalizers/index.js';
import { makePostProcessor, plainPostProcessor, type PostProcessor } from './post-processors/index.js';
import {
  makePreTokenizer,
  rawSplitter,
  withoutByteMapping,
  type PreTokenizer,
} from './pre-tokenizers/index.js';
import type { Spec } from './spec.js';
import { AlignedText } from './text/aligned-text.js';
import { SplitText } from './text/split-text.js';
import { codePointCounter, TokenList, wholeOf } from './token-list.js';
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

type WordSteps = Pick<TokenizerParts, 'normalizer' | 'preTokenizer' | 'model'>;

/** The same steps from text to tokens, with as much as can be done word by word left to the model, so that it is cached. */
function wordSteps(parts: WordSteps, addedTokens: readonly AddedToken[]): WordSteps {
  const { normalizer, preTokenizer, model } = parts;
  if (!preTokenizer) return parts;
  const raw = normalizer && rawSplitter(normalizer, preTokenizer);
  // What is looked for in normalized text needs all of it.
  if (raw && !addedTokens.some(({ normalized }) => normalized)) {
    return { preTokenizer: raw, model: new RawWords(normalizer, preTokenizer, model) };
  }
  const split = withoutByteMapping(preTokenizer);
  return split ? { normalizer, preTokenizer: split, model: byteLevelModel(model) } : parts;
}

/**
 * Text to tokens and back, in the steps of Hugging Face tokenizers: added tokens are found, the rest is normalized, split
 * into words, and each word into tokens by the model; the post-processor adds what the network expects around them.
 */
export class Tokenizer {
  /** What is added around texts; translation models change it with the language. */
  postProcessor: PostProcessor;
  private readonly model: Model;
  private readonly words: WordCache;
  private readonly steps: WordSteps;
  private readonly inText: AddedTokenFinder;
  private readonly inNormalizedText: AddedTokenFinder;
  /** What added tokens read: those that are found in normalized text are written so too. */
  private readonly addedById: ReadonlyMap<number, string>;
  /** By id, once they were asked for. */
  private readonly tokenTexts: (string | undefined)[] = [];
  private readonly addedByContent: ReadonlyMap<string, AddedToken>;

  constructor(
    private readonly parts: TokenizerParts,
    readonly addedTokens: readonly AddedToken[],
  ) {
    const { normalizer, model } = parts;
    this.model = model;
    this.steps = wordSteps(parts, addedTokens);
    this.words = new WordCache(this.steps.model);
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

  /** What tokens begin with that go on with a word, as `##`; undefined if the model does not mark them. */
  get continuingSubwordPrefix(): string | undefined {
    return this.model.continuingSubwordPrefix || undefined;
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
    const known = this.tokenTexts[id];
    if (known !== undefined) return known;
    const token = this.addedById.get(id) ?? this.model.vocabulary.token(id);
    // Written in any order, an array stays one only within its length.
    if (this.tokenTexts.length === 0) this.tokenTexts.length = this.totalSize;
    if (token !== undefined && id < this.tokenTexts.length) this.tokenTexts[id] = token;
    return token;
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
    const add = (text: string, givenWord: number | undefined): void => {
      const convert = offsetUnit === 'code-point' ? codePointCounter(text) : undefined;
      this.addText(text, (part) => {
        list.begin(part, givenWord, convert);
        return list;
      });
    };
    if (typeof input === 'string') add(input, undefined);
    else input.forEach(add);
    return list;
  }

  /** Adds the tokens of a text; `listFor` gives the list to which those of a part of it are added. */
  private addText(text: string, listFor: (part: AlignedText) => TokenList): void {
    const whole = new AlignedText(text);
    const addSpecial = ({ id, content }: AddedToken, part: AlignedText): void => {
      const texts = part.text === content ? undefined : new Map([[0, part.text]]);
      listFor(part).addWord({ ids: [id], offsets: [0, part.length], ...(texts && { texts }) }, 0);
    };
    this.inText.split(text, (start, end, token) => {
      const part = whole.slice(start, end);
      if (token) {
        addSpecial(token, part);
        return;
      }
      const normalized = this.steps.normalizer?.normalize(part) ?? part;
      this.inNormalizedText.split(normalized.text, (from, to, normalizedToken) => {
        const piece = normalized.slice(from, to);
        if (normalizedToken) addSpecial(normalizedToken, piece);
        else this.addWords(piece, listFor);
      });
    });
  }

  private addWords(piece: AlignedText, listFor: (part: AlignedText) => TokenList): void {
    const whole = SplitText.whole(piece);
    const { text, spans } = this.steps.preTokenizer?.preTokenize(whole) ?? whole;
    const list = listFor(text);
    for (let i = 0; i < spans.length; i += 2) {
      list.addWord(this.words.tokensOf(text.text, spans[i], spans[i + 1]), spans[i]);
    }
  }
}
