import { InvalidArgumentError } from '@automodel/core';
import { AutoTokenizer, type LoadOptions, type PipelineParts } from '@automodel/modeling';
import { MarianTokenizer, MultilingualTokenizer } from '@automodel/tokenizers';
import { AutoModelForSeq2SeqLM } from '../auto-model.js';
import type { Seq2SeqLanguageModel } from '../seq2seq-language-model.js';
import { readInput, readInputs, type InputText } from './inputs.js';
import { splitOptions, type TextToTextOptions } from './options.js';
import {
  named,
  shaped,
  TextToTextPipeline,
  type PreparedInput,
  type TextToTextResult,
} from './text-to-text-pipeline.js';

export type TranslationOptions = TextToTextOptions & {
  /** The language of the input, for models of many languages: a code of the model, as `en_XX` or `eng_Latn`. */
  readonly src_lang?: string | undefined;
  /** The language to translate into, for models of many languages. */
  readonly tgt_lang?: string | undefined;
};

export interface TranslationSingle {
  readonly translation_text: string;
}

export interface TranslationPipeline {
  <const T extends string | readonly string[]>(
    inputs: T,
    options?: TranslationOptions,
  ): Promise<TextToTextResult<T, TranslationSingle>>;
}

type Languages = Pick<TranslationOptions, 'src_lang' | 'tgt_lang'>;

/** What `translation_xx_to_yy` says. */
const taskName = /^translation_(.+)_to_(.+)$/;

/**
 * Translates texts. Models of many languages (mBART, M2M-100, NLLB) need `src_lang` and `tgt_lang`; models that are told what
 * to do by a prefix (T5) take them, too, where config.json lists their prefixes. The task `translation_en_to_fr` says both.
 * Options are those of `generate` and of {@link TranslationOptions}; with `return_tensors` results hold
 * `translation_token_ids`.
 *
 * @example
 * const translator = await TranslationPipeline.from_pretrained('mini-marian-en-fr');
 * const [{ translation_text }] = await translator('A man is riding a bicycle down the street.');
 */
export class TranslationPipeline extends TextToTextPipeline {
  /**
   * Loads a model and its tokenizer.
   *
   * @param task `translation`, or `translation_xx_to_yy` for a pair of languages
   */
  static async from_pretrained(
    model: string,
    options?: LoadOptions,
    task = 'translation',
  ): Promise<TranslationPipeline> {
    return new this({
      task,
      model: await AutoModelForSeq2SeqLM.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  private readonly languages: Languages;

  constructor(parts: PipelineParts<Seq2SeqLanguageModel>) {
    super(parts);
    const [, src_lang, tgt_lang] = taskName.exec(parts.task) ?? [];
    this.languages = { src_lang, tgt_lang };
    this.refuseOtherPair(this.languages);
  }

  async _call(inputs: string | readonly string[], options: TranslationOptions = {}): Promise<unknown> {
    const { own, call } = splitOptions(this.task, options, ['src_lang', 'tgt_lang']);
    const { isOne, texts } = readInputs(inputs);
    const prepared = texts.map((text) => this.prepare(text, own));
    const written = await this.write(prepared, own, call);
    return shaped(
      isOne,
      written.map((each) => each.map((one) => named('translation', one, own))),
    );
  }

  /** The translation as it is written, piece by piece, greedy or sampled. Leaving the loop ends the computation. */
  stream(input: string, options: TranslationOptions = {}): AsyncGenerator<string, void, undefined> {
    const { own, call } = splitOptions(this.task, options, ['src_lang', 'tgt_lang']);
    return this.streamOne(this.prepare(readInput(input), own), own, call);
  }

  private prepare(text: InputText, own: TranslationOptions): PreparedInput {
    const src_lang = own.src_lang ?? this.languages.src_lang;
    const tgt_lang = own.tgt_lang ?? this.languages.tgt_lang;
    const { tokenizer } = this;
    if (tokenizer instanceof MultilingualTokenizer) {
      if (src_lang === undefined || tgt_lang === undefined) {
        throw new InvalidArgumentError(
          `${this.task}: this model translates between many languages: give src_lang and tgt_lang, as ` +
            `{ src_lang: "${tokenizer.languages[0]}", tgt_lang: "${tokenizer.languages[1]}" }`,
        );
      }
      const forced_bos_token_id = tokenizer.get_lang_id(tgt_lang);
      tokenizer.src_lang = src_lang;
      return { encoded: this.encode(text, own), options: { forced_bos_token_id } };
    }
    const isAsked = (own.src_lang ?? own.tgt_lang) !== undefined;
    return { encoded: this.encode(text, own, this.prefixFor(src_lang, tgt_lang, isAsked)) };
  }

  /**
   * What tells a model of several tasks to translate.
   *
   * @param isAsked whether the call names languages; the name of the task may be that of any model
   */
  private prefixFor(src_lang: string | undefined, tgt_lang: string | undefined, isAsked: boolean): string {
    const said = this.paramsOf(`translation_${src_lang}_to_${tgt_lang}`)?.['prefix'] as string | undefined;
    if (said !== undefined) return said;
    const { task_specific_params } = this.model.config as { task_specific_params?: object | null };
    const pairs = Object.keys(task_specific_params ?? {}).filter((task) => taskName.test(task));
    if (pairs.length === 0 && (!isAsked || this.refuseOtherPair({ src_lang, tgt_lang }))) return this.prefix;
    if (pairs.length === 0) {
      throw new InvalidArgumentError(
        `${this.task}: src_lang and tgt_lang mean nothing to this model, which has no languages to choose from; leave them out`,
      );
    }
    throw new InvalidArgumentError(
      src_lang === undefined || tgt_lang === undefined
        ? `${this.task}: this model has several tasks: give src_lang and tgt_lang, or one of its tasks by name: ${pairs.join(', ')}`
        : `${this.task}: this model does not translate from "${src_lang}" to "${tgt_lang}"; it has ${pairs.join(', ')}`,
    );
  }

  /**
   * @returns whether the model is known to translate between these languages; one that is left out is any
   * @throws InvalidArgumentError if it is known to translate between others
   */
  private refuseOtherPair(asked: Languages): boolean {
    const known = pairOf(this.tokenizer);
    const sides = (['src_lang', 'tgt_lang'] as const).filter((side) => asked[side] !== undefined);
    if (sides.some((side) => known[side] !== undefined && known[side] !== asked[side])) {
      throw new InvalidArgumentError(
        `${this.task}: this model translates ${inWords(known)}, not ${inWords(asked)}`,
      );
    }
    return sides.every((side) => known[side] !== undefined);
  }
}

function inWords({ src_lang, tgt_lang }: Languages): string {
  const words = [src_lang && `from "${src_lang}"`, tgt_lang && `to "${tgt_lang}"`];
  return words.filter(Boolean).join(' ');
}

/** The languages of a model of one pair, where its files name single ones: longer codes, as "roa", are of families. */
function pairOf(tokenizer: unknown): Languages {
  if (!(tokenizer instanceof MarianTokenizer)) return {};
  const single = (code?: string): string | undefined => (code?.length === 2 ? code : undefined);
  const asksForOne = tokenizer.supported_language_codes.length > 0;
  return {
    src_lang: single(tokenizer.source_lang),
    tgt_lang: asksForOne ? undefined : single(tokenizer.target_lang),
  };
}
