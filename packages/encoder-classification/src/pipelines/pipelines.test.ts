import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, RunAbortedError } from '@automodel/core';
import { ModelConfigError } from '@automodel/modeling';
import { oracles } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { AutoModelForSequenceClassification } from '../auto-models.js';
import { ClassificationError } from '../errors.js';
import type { Entity, EntityGroup } from './aggregate.js';
import { FeatureExtractionPipeline } from './feature-extraction-pipeline.js';
import { QuestionAnsweringPipeline, type QuestionAnsweringSingle } from './question-answering-pipeline.js';
import { TextClassificationPipeline, type TextClassificationOutput } from './text-classification-pipeline.js';
import { TokenClassificationPipeline } from './token-classification-pipeline.js';
import { ZeroShotClassificationPipeline } from './zero-shot-classification-pipeline.js';

const model = (name: string): string => join(oracles[0].folder, 'models', name);

let temporary: string;
beforeAll(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** A copy of a model whose config is changed. */
function withConfig(name: string, change: object): string {
  const folder = mkdtempSync(join(temporary, 'model-'));
  cpSync(model(name), folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, ...change }));
  return folder;
}

describe('TextClassificationPipeline', () => {
  let classifier: TextClassificationPipeline;
  beforeAll(async () => {
    classifier = await TextClassificationPipeline.from_pretrained('mini-distilbert-sst2');
  });
  afterAll(() => classifier.dispose());

  it('gives a list for a text, and one object or one list for each text of a list', async () => {
    const one = await classifier('A warm film.');
    expect(one).toHaveLength(1);
    expect(await classifier(['A warm film.'])).toEqual(one);
    expect(await classifier(['A warm film.'], { top_k: 1 })).toEqual(one);
    const all = await classifier(['A warm film.', 'A mess.'], { top_k: null });
    expectTypeOf(all).toEqualTypeOf<[TextClassificationOutput, TextClassificationOutput]>();
    expect(all.map(([{ label }]) => label)).toEqual(['POSITIVE', 'NEGATIVE']);
    expect(await classifier([])).toEqual([]);
  });

  it('judges a pair as it judges a text', async () => {
    const [alone] = await classifier({ text: 'A warm film.' });
    expect(alone).toEqual((await classifier('A warm film.'))[0]);
    expect(await classifier([{ text: 'A mess.', text_pair: 'A warm film.' }])).toHaveLength(1);
  });

  it('cuts long texts to what the model reads, unless it is told not to', async () => {
    const long = 'It is a very good film. '.repeat(60);
    expect((await classifier(long))[0].label).toBe('POSITIVE');
    await expect(classifier(long, { truncation: false })).rejects.toThrow(/reads at most 128/);
    expect(await classifier(long, { max_length: 12 })).toEqual(
      await classifier(long.slice(0, 300), { max_length: 12 }),
    );
  });

  it('makes scores as the kind of the labels asks for', async () => {
    const score = async (change: object): Promise<number[]> => {
      await using changed = await TextClassificationPipeline.from_pretrained(
        withConfig('bert-seqcls', change),
      );
      return (await changed('A dog.', { top_k: null })).map((one) => one.score);
    };
    const [none, sigmoid] = await Promise.all(
      ['regression', 'multi_label_classification'].map((problem_type) => score({ problem_type })),
    );
    const softmax = await score({});
    expect(sigmoid).toEqual(none.map((logit) => Math.fround(1 / (1 + Math.exp(-logit)))));
    expect(softmax.reduce((a, b) => a + b)).toBeCloseTo(1);
  });

  it.each([
    ['top_k below 1', 'A film.', { top_k: 0 }, /top_k must be a whole number from 1/],
    ['a function that there is not', 'A film.', { function_to_apply: 'relu' }, /softmax, sigmoid, none/],
    ['an option that it does not know', 'A film.', { topk: 2 }, /does not know the option "topk"/],
    ['what is not a text', 7, {}, /takes texts, or pairs/],
    ['a pair as a list', [['a', 'b']], {}, /\{ text, text_pair \}/],
    ['a pair without a text', { text_pair: 'a' }, {}, /text must be a text/],
    ['another field of a pair', { text: 'a', pair: 'b' }, {}, /does not know the option "pair"/],
  ])('refuses %s', async (_, text, options, message) => {
    const call = classifier(text as string, options as object);
    await expect(call).rejects.toThrow(InvalidArgumentError);
    await expect(call).rejects.toThrow(message);
  });

  it('stops when it is told to', async () => {
    await expect(classifier('A film.', { signal: AbortSignal.abort() })).rejects.toThrow(RunAbortedError);
  });
});

describe('labels of config.json', () => {
  const load = (change: object): Promise<unknown> =>
    AutoModelForSequenceClassification.from_pretrained(withConfig('bert-seqcls', change));

  it('are named as in Python if there are none', async () => {
    const changed = withConfig('bert-seqcls', { id2label: null, label2id: null, num_labels: 3 });
    await using loaded = await AutoModelForSequenceClassification.from_pretrained(changed);
    expect(loaded.config.id2label).toEqual({ 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' });
    expect(loaded.config.label2id).toEqual({ LABEL_0: 0, LABEL_1: 1, LABEL_2: 2 });
  });

  it('must fit the weights', async () => {
    await expect(load({ id2label: null, label2id: null })).rejects.toThrow(/classifier\.weight/);
    await expect(load({ id2label: { 0: 'a', 2: 'b' } })).rejects.toThrow(ModelConfigError);
    await expect(load({ problem_type: 'guess' })).rejects.toThrow(ModelConfigError);
  });
});

describe('TokenClassificationPipeline', () => {
  let ner: TokenClassificationPipeline;
  beforeAll(async () => {
    ner = await TokenClassificationPipeline.from_pretrained(model('bert-tokcls'));
  });
  afterAll(() => ner.dispose());

  it('knows from the options what it gives', async () => {
    expectTypeOf(await ner('Anna.')).toEqualTypeOf<Entity[]>();
    const groups = await ner(['Anna.'], { aggregation_strategy: 'simple' });
    expectTypeOf(groups).toEqualTypeOf<[EntityGroup[]]>();
    expect(await ner('')).toEqual([]);
    expect(await ner([])).toEqual([]);
  });

  it('counts places in UTF-16, as strings do', async () => {
    const text = '👍🏽 Anna visited the University of Paris 🎉 on Monday.';
    const words = await ner(text, { aggregation_strategy: 'first', ignore_labels: [] });
    expect(
      words
        .map(({ start, end }) => text.slice(start, end))
        .join(' ')
        .toLowerCase(),
    ).toContain('paris');
    for (const { word, start, end } of await ner(text, { ignore_labels: [] })) {
      if (/^[a-z]+$/.test(word)) expect(text.slice(start, end).toLowerCase()).toBe(word);
    }
  });

  it('reads all of a long text with a stride, and its beginning without', async () => {
    const text = 'Anna visited Paris in the summer. '.repeat(30).trim();
    const options = { aggregation_strategy: 'first', ignore_labels: [] } as const;
    const lastOf = async (more: object): Promise<number> =>
      (await ner(text, { ...options, ...more })).at(-1)!.end;
    expect(await lastOf({ stride: 4 })).toBe(text.length);
    expect(await lastOf({})).toBeLessThan(text.length / 2);
  });

  it.each([
    ['a strategy that there is not', { aggregation_strategy: 'last' }, /none, simple, first, average, max/],
    ['a stride without a strategy', { stride: 4 }, /aggregation_strategy other than none/],
    [
      'a stride below 0',
      { aggregation_strategy: 'first', stride: -1 },
      /stride must be a whole number from 0/,
    ],
    [
      'a stride as long as a window',
      { aggregation_strategy: 'first', stride: 64 },
      /stride 64 must be smaller/,
    ],
    ['labels that are no list', { ignore_labels: 'O' }, /must be a list of labels/],
  ])('refuses %s', async (_, options, message) => {
    const call = ner('Anna visited Paris. '.repeat(30), options as object);
    await expect(call).rejects.toThrow(InvalidArgumentError);
    await expect(call).rejects.toThrow(message);
  });
});

describe('QuestionAnsweringPipeline', () => {
  let answerer: QuestionAnsweringPipeline;
  beforeAll(async () => {
    answerer = await QuestionAnsweringPipeline.from_pretrained(model('bert-qa'));
  });
  afterAll(() => answerer.dispose());
  const context = 'Anna visited the old town in the summer.';

  it('takes a question and a context, or objects of both, or lists', async () => {
    const one = await answerer('Who?', context);
    expectTypeOf(one).toEqualTypeOf<QuestionAnsweringSingle>();
    expect(context.slice(one.start, one.end)).toBe(one.answer);
    expect(await answerer({ question: 'Who?', context })).toEqual(one);
    expect(await answerer([{ question: 'Who?', context }])).toEqual([one]);
    expect(await answerer(['Who?'], context)).toEqual([one]);
    expect(await answerer(['Who?'], [context])).toEqual([one]);
    expect(await answerer([], [])).toEqual([]);
    const three = await answerer('Who?', context, { top_k: 3 });
    expectTypeOf(three).toEqualTypeOf<QuestionAnsweringSingle[]>();
    expect(three[0].score).toBeGreaterThanOrEqual(three[2].score);
  });

  it('may say that there is no answer', async () => {
    const answers = await answerer('Who?', context, { top_k: 1000, handle_impossible_answer: true });
    expect(answers.some(({ answer, start, end }) => answer === '' && start === 0 && end === 0)).toBe(true);
    expect(await answerer('Who?', '   ')).toMatchObject({ answer: '', start: 0, end: 0 });
  });

  it.each([
    ['an empty question', ['', context], /the question is empty/],
    ['an empty context', ['Who?', ''], /the context is empty/],
    ['a question without a context', ['Who?'], /a context must be a text/],
    ['another number of contexts', [['Who?', 'When?'], [context]], /2 questions and 1 contexts/],
    ['no answers', ['Who?', context, { top_k: 0 }], /top_k must be a whole number from 1/],
    ['answers of no length', ['Who?', context, { max_answer_len: 0 }], /max_answer_len/],
    [
      'windows that share more than they have',
      ['Who?', context, { max_seq_len: 20, doc_stride: 30 }],
      /doc_stride \(30\)/,
    ],
    ['an option that it does not know', ['Who?', context, { topk: 1 }], /does not know the option "topk"/],
  ])('refuses %s', async (_, inputs, message) => {
    const call = (answerer as unknown as (...args: unknown[]) => Promise<unknown>)(...inputs);
    await expect(call).rejects.toThrow(InvalidArgumentError);
    await expect(call).rejects.toThrow(message);
  });
});

describe('ZeroShotClassificationPipeline', () => {
  it('gives the same for a text alone and in a list', async () => {
    await using classifier = await ZeroShotClassificationPipeline.from_pretrained(model('bert-nli'));
    const one = await classifier('My phone gets hot.', ['food', 'travel']);
    expect(await classifier(['My phone gets hot.'], 'food, travel')).toEqual([one]);
    expect(one.scores[0] + one.scores[1]).toBeCloseTo(1);
    const long = 'The children found an unusual machine. '.repeat(20);
    expect((await classifier(long, ['food', 'travel'])).sequence).toBe(long);
    for (const [inputs, message] of [
      [['', ['a']], /the text is empty/],
      [['A text.', []], /needs labels/],
      [['A text.', undefined], /needs labels/],
      [['A text.', ['a'], { hypothesis_template: 'None.' }], /has no \{\} for the label/],
      [['A text.', ['a'], { multilabel: true }], /does not know the option "multilabel"/],
    ] as const) {
      const call = (classifier as unknown as (...args: unknown[]) => Promise<unknown>)(...inputs);
      await expect(call).rejects.toThrow(InvalidArgumentError);
      await expect(call).rejects.toThrow(message);
    }
  });

  it('needs a model with a label for entailment', async () => {
    const load = ZeroShotClassificationPipeline.from_pretrained('mini-distilbert-sst2');
    await expect(load).rejects.toThrow(ClassificationError);
    await expect(load).rejects.toThrow(/labels NEGATIVE, POSITIVE and none for entailment/);
  });
});

describe('FeatureExtractionPipeline', () => {
  let extractor: FeatureExtractionPipeline;
  beforeAll(async () => {
    extractor = await FeatureExtractionPipeline.from_pretrained(model('bert-model'));
  });
  afterAll(() => extractor.dispose());
  const texts = ['The old teacher bought the wooden table.', 'Two.'];

  it('gives a vector for each token, or one for each text', async () => {
    const tokens = await extractor(texts);
    const [, longest, width] = tokens.dims;
    expect(tokens.dims).toEqual([2, longest, 32]);
    const [, short] = (await extractor(texts[1])).dims;
    expect(
      tokens
        .at(1)
        .data.subarray(short * width)
        .every((value) => value === 0),
    ).toBe(true);
    const first = await extractor(texts, { pooling: 'cls' });
    expect(first.at(1).data).toEqual(tokens.at(1).at(0).data);
    expect((await extractor(texts, { pooling: 'last_token' })).at(1).data).toEqual(
      tokens.at(1).at(short - 1).data,
    );
    const mean = await extractor(texts, { pooling: 'mean' });
    const column = Array.from({ length: short }, (_, i) => tokens.at(1).at(i).data[0]);
    expect(mean.at(1).data[0]).toBeCloseTo(column.reduce((a, b) => a + b) / short, 5);
  });

  it('brings vectors to length 1, and keeps their signs', async () => {
    const [vector] = (await extractor(texts, { pooling: 'mean', normalize: true })).tolist() as number[][];
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    const signs = await extractor(texts, { pooling: 'mean', quantize: true, precision: 'ubinary' });
    expect([signs.type, signs.dims]).toEqual(['uint8', [2, 4]]);
    expect(signs.data[0] >> 7).toBe(vector[0] > 0 ? 1 : 0);
  });

  it('makes nothing of no texts, and reads decoders, too', async () => {
    expect((await extractor([], { pooling: 'mean' })).size).toBe(0);
    await using decoder = await FeatureExtractionPipeline.from_pretrained(model('gpt2'));
    expect((await decoder('The old teacher', { pooling: 'last_token' })).dims[0]).toBe(1);
  });

  it.each([
    ['a pooling that there is not', { pooling: 'max' }, /none, mean, cls/],
    ['a precision that there is not', { quantize: true, precision: 'int4' }, /binary, ubinary/],
    ['an option that it does not know', { norm: true }, /does not know the option "norm"/],
    ['an option of the tokenizer that it cannot use', { tokenize_kwargs: { padding: true } }, /"padding"/],
  ])('refuses %s', async (_, options, message) => {
    await expect(extractor(texts, options as object)).rejects.toThrow(message);
  });
});
