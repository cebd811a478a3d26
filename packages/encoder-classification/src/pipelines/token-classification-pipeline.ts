import {
  checkCount,
  InvalidArgumentError,
  refuseUnknownOptions,
  softmax,
  type ForEach,
} from '@automodel/core';
import { AutoTokenizer, TextPipeline, type LoadOptions } from '@automodel/modeling';
import type { Encoding } from '@automodel/tokenizers';
import { AutoModelForTokenClassification } from '../auto-models.js';
import type { TokenClassificationModel } from '../heads/outputs.js';
import {
  aggregationStrategies,
  groupEntities,
  labelTokens,
  labelWords,
  withoutOverlaps,
  type AggregationStrategy,
  type Entity,
  type EntityGroup,
  type ScoredToken,
} from './aggregate.js';
import { checkChoice, computeRows, longestInput } from './inputs.js';
import { isWords, splitText, wholeText, type WrittenText } from './written-text.js';

export interface TokenClassificationOptions {
  /**
   * How tokens become entities. `none`: every token by itself. `simple`: neighbours with one label are put together. `first`,
   * `average` and `max` do so with whole words, whose label is that of the first token, the likeliest on average, or that of
   * the surest token.
   */
  readonly aggregation_strategy?: AggregationStrategy;
  /** Labels that are not returned; `['O']` if left out. */
  readonly ignore_labels?: readonly string[];
  /**
   * Reads texts that are longer than the model reads in windows, which share this number of tokens; without it their ends are
   * cut off. Not for the strategy `none`.
   */
  readonly stride?: number;
  /** Whether texts are given as lists of words; then `start` and `end` point into the words with the delimiter between them. */
  readonly is_split_into_words?: boolean;
  /** What stands between words; a space if left out. */
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
}

/** What was found in a text: groups, if the options ask for an aggregation. */
export type TokenClassificationOutput<Options = TokenClassificationOptions> = Options extends {
  aggregation_strategy: infer S;
}
  ? S extends 'none'
    ? Entity[]
    : EntityGroup[]
  : Entity[];

/** A text, or one that is split into words. */
export type TokenClassificationText = string | readonly string[];

/** A list of texts gives a list of results. */
export type TokenClassificationResult<T, Options> = T extends
  string | (Options extends { is_split_into_words: true } ? readonly string[] : never)
  ? TokenClassificationOutput<Options>
  : T extends readonly unknown[]
    ? ForEach<T, TokenClassificationOutput<Options>>
    : never;

export interface TokenClassificationPipeline {
  <
    const T extends TokenClassificationText | readonly TokenClassificationText[],
    const Options extends TokenClassificationOptions = object,
  >(
    texts: T,
    options?: Options,
  ): Promise<TokenClassificationResult<T, Options>>;
}

/** How texts are read. */
type Reading = Pick<TokenClassificationOptions, 'stride' | 'signal'>;

/** A window of a text, with the probability of each label for each token. */
interface Window {
  readonly encoding: Encoding;
  readonly scores: readonly Float32Array[];
}

/**
 * Finds names, or what else a model labels, in texts. `start` and `end` are where it stands: `text.slice(start, end)`.
 *
 * @example
 * const ner = await TokenClassificationPipeline.from_pretrained('path/to/a-ner-model');
 * await ner('Anna lives in Paris.', { aggregation_strategy: 'simple' });
 * // [{ entity_group: 'PER', score: 0.99, word: 'Anna', start: 0, end: 4 }, ...]
 */
export class TokenClassificationPipeline extends TextPipeline<TokenClassificationModel> {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<TokenClassificationPipeline> {
    return new this({
      task: 'token-classification',
      model: await AutoModelForTokenClassification.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(
    texts: TokenClassificationText | readonly TokenClassificationText[],
    options: TokenClassificationOptions = {},
  ): Promise<(Entity | EntityGroup)[] | (Entity | EntityGroup)[][]> {
    refuseUnknownOptions('token-classification', options, [
      'aggregation_strategy',
      'ignore_labels',
      'stride',
      'is_split_into_words',
      'delimiter',
      'signal',
    ]);
    const { aggregation_strategy: strategy = 'none', ignore_labels = ['O'], stride, signal } = options;
    const { is_split_into_words: isSplit = false, delimiter = isSplit ? ' ' : undefined } = options;
    checkChoice('aggregation_strategy', strategy, aggregationStrategies);
    if (!Array.isArray(ignore_labels))
      throw new InvalidArgumentError('ignore_labels must be a list of labels');
    if (stride !== undefined) {
      checkCount('stride', stride, 0);
      if (strategy === 'none') {
        throw new InvalidArgumentError(
          'stride needs an aggregation_strategy other than none: the windows of a long text overlap, their tokens are put together',
        );
      }
    }
    if (!isSplit && delimiter !== undefined) {
      throw new InvalidArgumentError('delimiter stands between words; it needs is_split_into_words');
    }
    const isList = Array.isArray(texts) && !(isSplit && isWords(texts) && texts.length > 0);
    const written = (isList ? (texts as readonly unknown[]) : [texts]).map((text) =>
      delimiter === undefined ? wholeText(text) : splitText(text, delimiter),
    );
    const windows = await this.windows(written, { stride, signal });
    const results = written.map((text, i) => {
      const found = windows[i].map((window) =>
        this.aggregate(this.scoredTokens(text, window), strategy).filter(
          (entity) => !ignore_labels.includes('entity' in entity ? entity.entity : entity.entity_group),
        ),
      );
      return found.length > 1 ? withoutOverlaps(found.flat() as EntityGroup[]) : found[0];
    });
    return isList ? results : results[0];
  }

  /** The windows of each text: one, or with a stride as many as it needs. */
  private async windows(texts: readonly WrittenText[], { stride, signal }: Reading): Promise<Window[][]> {
    const max_length = longestInput(this.tokenizer, this.model);
    const cut = max_length !== undefined && { truncation: true, max_length, stride };
    const encodings = texts.map((text) => {
      const first = text.encode(this.tokenizer, { ...cut });
      return stride === undefined ? [first] : [first, ...first.overflowing];
    });
    const { num_labels } = this.model.config;
    const rows = await computeRows(
      this.tokenizer,
      encodings.flat(),
      (inputs) => this.model(inputs, { signal }),
      ({ logits }, row, encoding): Window => {
        const { data } = logits.at(row);
        const scores = Array.from(encoding.ids, (_, token) =>
          softmax(data.subarray(token * num_labels, (token + 1) * num_labels)),
        );
        return { encoding, scores };
      },
    );
    let next = 0;
    return encodings.map((ofText) => ofText.map(() => rows[next++]));
  }

  /** The tokens of a window, without special ones. */
  private scoredTokens(written: WrittenText, { encoding, scores }: Window): ScoredToken[] {
    const { text } = written;
    const { unk_token_id } = this.tokenizer;
    const marksSubwords = this.tokenizer.tokenizer.continuingSubwordPrefix !== undefined;
    const tokens: ScoredToken[] = [];
    encoding.ids.forEach((id, index) => {
      if (encoding.specialTokensMask[index] === 1) return;
      const [start, end] = written.placeOf(index, encoding);
      const reading = text.slice(start, end);
      const token = encoding.tokens[index];
      const isUnknown = id === unk_token_id;
      // Without a mark, a token goes on with a word unless there is a space at its beginning.
      const isSubword = marksSubwords
        ? [...token].length !== [...reading].length
        : start > 0 && !text.slice(start - 1, start + 1).includes(' ');
      tokens.push({
        word: isUnknown ? reading : token,
        scores: scores[index],
        start,
        end,
        index,
        isSubword: !isUnknown && isSubword,
      });
    });
    return tokens;
  }

  private aggregate(tokens: readonly ScoredToken[], strategy: AggregationStrategy): (Entity | EntityGroup)[] {
    const { id2label } = this.model.config;
    const join = (words: readonly string[]): string => this.tokenizer.convert_tokens_to_string(words);
    if (strategy === 'none') return labelTokens(tokens, id2label);
    const labelled =
      strategy === 'simple' ? labelTokens(tokens, id2label) : labelWords(tokens, strategy, id2label, join);
    return groupEntities(labelled, join);
  }
}
