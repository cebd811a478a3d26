import { checkCount, InvalidArgumentError, refuseUnknownOptions, type ForEach } from '@automodel/core';
import { AutoTokenizer, TextPipeline, type LoadOptions } from '@automodel/modeling';
import { AutoModelForQuestionAnswering } from '../auto-models.js';
import type { QuestionAnsweringModel } from '../heads/outputs.js';
import { answerSpans, charactersOf, type ScoredWindow } from './answer-spans.js';
import { checkText, computeRows, longestInput } from './inputs.js';

export interface QuestionAnsweringOptions {
  /** How many answers to return; 1 if left out. */
  readonly top_k?: number;
  /** Tokens of a window, the question's among them; 384 if left out, or what the model reads if that is less. */
  readonly max_seq_len?: number;
  /** Tokens that the windows of a long context share; 128 if left out, at most half a window. */
  readonly doc_stride?: number;
  /** Most tokens of an answer; 15 if left out. */
  readonly max_answer_len?: number;
  /** Whether the empty text may be an answer: there is none in the context. */
  readonly handle_impossible_answer?: boolean;
  /** Whether answers are whole words; yes, if left out. */
  readonly align_to_words?: boolean;
  readonly signal?: AbortSignal;
}

export interface QuestionAnsweringSingle {
  answer: string;
  score: number;
  /** Where it stands: `context.slice(start, end)`. */
  start: number;
  end: number;
}

export interface QuestionAndContext {
  readonly question: string;
  readonly context: string;
}

/** One answer is an object, several are a list. */
type Answers<Options> = Options extends { top_k: infer K }
  ? K extends 1
    ? QuestionAnsweringSingle
    : QuestionAnsweringSingle[]
  : QuestionAnsweringSingle;

/** A list of questions gives a list of results. */
export type QuestionAnsweringResult<Question, Options> = Question extends readonly unknown[]
  ? ForEach<Question, Answers<Options>>
  : Answers<Options>;

export interface QuestionAnsweringPipeline {
  <
    const Question extends string | readonly string[],
    const Options extends QuestionAnsweringOptions = object,
  >(
    question: Question,
    context: Question extends string ? string : string | readonly string[],
    options?: Options,
  ): Promise<QuestionAnsweringResult<Question, Options>>;
  <
    const Question extends QuestionAndContext | readonly QuestionAndContext[],
    const Options extends QuestionAnsweringOptions = object,
  >(
    questions: Question,
    options?: Options,
  ): Promise<QuestionAnsweringResult<Question, Options>>;
}

/**
 * Finds the answer to a question in a text. A long text is read in windows. Version 5 of transformers dropped this pipeline; it
 * is that of version 4: scores of answers that are the same text add up, among the best 2 * `top_k` + 10 spans of each window.
 *
 * @example
 * const answerer = await QuestionAnsweringPipeline.from_pretrained('path/to/a-model');
 * await answerer('Who wrote it?', 'The novel was written by Anna Seghers.'); // { answer: 'Anna Seghers', score, start, end }
 */
export class QuestionAnsweringPipeline extends TextPipeline<QuestionAnsweringModel> {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<QuestionAnsweringPipeline> {
    return new this({
      task: 'question-answering',
      model: await AutoModelForQuestionAnswering.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(
    questions: string | QuestionAndContext | readonly (string | QuestionAndContext)[],
    ...rest: readonly unknown[]
  ): Promise<unknown> {
    const { asked, options } = readCall(questions, rest);
    const { top_k = 1 } = options;
    const answers = await this.answers(asked, options);
    const shaped = answers.map((found) => (top_k === 1 ? found[0] : found));
    return Array.isArray(questions) ? shaped : shaped[0];
  }

  /** The answers to each question, the likeliest first. */
  private async answers(
    asked: readonly QuestionAndContext[],
    options: QuestionAnsweringOptions,
  ): Promise<QuestionAnsweringSingle[][]> {
    const {
      top_k = 1,
      max_answer_len = 15,
      align_to_words = true,
      handle_impossible_answer = false,
    } = options;
    checkCount('top_k', top_k);
    checkCount('max_answer_len', max_answer_len);
    const windows = await this.windows(asked, options);
    const count = align_to_words ? 2 * top_k + 10 : top_k;
    return asked.map(({ context }, i) => {
      const found = new Map<string, QuestionAnsweringSingle>();
      let noAnswer = Infinity;
      for (const window of windows[i]) {
        const best = answerSpans(window, this.contextSequence, this.tokenizer.cls_token_id, {
          count,
          maxTokens: max_answer_len,
        });
        noAnswer = Math.min(noAnswer, best.noAnswer);
        for (const span of best.spans) {
          const [start, end] = charactersOf(window.encoding, span, this.contextSequence, align_to_words);
          const answer = context.slice(start, end);
          const same = found.get(answer.toLowerCase());
          if (same) same.score += span.score;
          else found.set(answer.toLowerCase(), { answer, score: span.score, start, end });
        }
      }
      const none = { answer: '', score: noAnswer, start: 0, end: 0 };
      const answers = handle_impossible_answer ? [...found.values(), none] : [...found.values()];
      // A context without a token of its own, as one of spaces only, has no answer.
      if (answers.length === 0) return [none];
      return answers.sort((a, b) => b.score - a.score).slice(0, top_k);
    });
  }

  /** Tokenizers that pad on the left put the context first. */
  private get contextSequence(): 0 | 1 {
    return this.tokenizer.padding_side === 'right' ? 1 : 0;
  }

  /** The windows of each context behind its question. */
  private async windows(
    asked: readonly QuestionAndContext[],
    { max_seq_len, doc_stride, signal }: QuestionAnsweringOptions,
  ): Promise<ScoredWindow[][]> {
    const max_length = max_seq_len ?? Math.min(longestInput(this.tokenizer, this.model) ?? Infinity, 384);
    const stride = doc_stride ?? Math.min(Math.floor(max_length / 2), 128);
    checkCount('max_seq_len', max_length);
    checkCount('doc_stride', stride, 0);
    if (stride > max_length) {
      throw new InvalidArgumentError(
        `doc_stride (${stride}) must not be larger than max_seq_len (${max_length})`,
      );
    }
    const encodings = asked.map(({ question, context }) => {
      const [text, text_pair, truncation] =
        this.contextSequence === 1
          ? ([question, context, 'only_second'] as const)
          : ([context, question, 'only_first'] as const);
      const first = this.tokenizer.encodeFull(text, { text_pair, truncation, max_length, stride });
      return [first, ...first.overflowing];
    });
    const rows = await computeRows(
      this.tokenizer,
      encodings.flat(),
      (inputs) => this.model(inputs, { signal }),
      ({ start_logits, end_logits }, row, encoding): ScoredWindow => ({
        encoding,
        startLogits: start_logits.at(row).data,
        endLogits: end_logits.at(row).data,
      }),
    );
    let next = 0;
    return encodings.map((ofQuestion) => ofQuestion.map(() => rows[next++]));
  }
}

/** Questions with their contexts, given as objects, or as two arguments. */
function readCall(
  questions: string | QuestionAndContext | readonly (string | QuestionAndContext)[],
  rest: readonly unknown[],
): { asked: QuestionAndContext[]; options: QuestionAnsweringOptions } {
  const list = (Array.isArray(questions) ? questions : [questions]) as readonly (
    string | QuestionAndContext
  )[];
  const isObjects = list.some((asked) => typeof asked === 'object' && (asked as object | null) !== null);
  const [context, options = {}] = isObjects ? [undefined, rest[0]] : rest;
  refuseUnknownOptions('question-answering', options as object, [
    'top_k',
    'max_seq_len',
    'doc_stride',
    'max_answer_len',
    'handle_impossible_answer',
    'align_to_words',
    'signal',
  ]);
  if (Array.isArray(context) && context.length !== list.length) {
    throw new InvalidArgumentError(
      `there are ${list.length} questions and ${context.length} contexts; give as many, or one context for all`,
    );
  }
  const asked = list.map((one, i): QuestionAndContext => {
    const pair = typeof one === 'string' ? { question: one, context: contextOf(context, i) } : one;
    for (const name of ['question', 'context'] as const) {
      const text: unknown = (pair as Partial<QuestionAndContext> | null)?.[name];
      checkText(text, `a ${name}`);
      if (text === '') throw new InvalidArgumentError(`the ${name} is empty`);
    }
    return pair;
  });
  return { asked, options: options as QuestionAnsweringOptions };
}

function contextOf(context: unknown, i: number): string {
  return (Array.isArray(context) ? (context as unknown[])[i] : context) as string;
}
