import { Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import {
  DecodeStream,
  InvalidArgumentError,
  PreTrainedTokenizer,
  TextStreamer,
  type TokenIds,
} from '../src/index.js';
import { loadEmbedded } from './fixtures.js';

const bert = await loadEmbedded('bert');
const roberta = await loadEmbedded('roberta');

const text = 'How are you today?';
const ids = bert.encode(text);

it.each<[string, TokenIds]>([
  ['an array', ids],
  ['a typed array', Int32Array.from(ids)],
  ['an array of BigInt', ids.map(BigInt)],
  ['a tensor', new Tensor('int32', ids, [ids.length])],
  ['a tensor of int64', new Tensor('int64', BigInt64Array.from(ids.map(BigInt)), [ids.length])],
  ['a row of a batch', bert(text).input_ids.at(0)],
])('decode takes %s', (_, given) => {
  expect(bert.decode(given).replace(' ?', '?')).toBe('[CLS] how are you today? [SEP]');
  expect(bert.decode(given, { skip_special_tokens: true })).toBe(bert.decode(ids.slice(1, -1)));
});

it('batch_decode takes a tensor or lists', () => {
  const texts = ['Hello!', text];
  const { input_ids } = roberta(texts, { padding: true });
  expect(roberta.batch_decode(input_ids, { skip_special_tokens: true })).toEqual(texts);
  const lists = texts.map((each) => roberta.encode(each));
  expect(roberta.batch_decode(lists, { skip_special_tokens: true })).toEqual(texts);
});

describe('as in Python', () => {
  const tokenizer = PreTrainedTokenizer.fromJson({
    normalizer: { type: 'BertNormalizer' },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      type: 'WordPiece',
      vocab: { '[PAD]': 0, '[UNK]': 1, token: 2, '##izers': 3, are: 4, fun: 5, '!': 6 },
    },
    decoder: { type: 'WordPiece' },
  });
  const matrix = new Tensor('int32', [2, 3, 5, 6], [2, 2]);

  it.each<[given: unknown, decoded: unknown]>([
    [5, 'fun'],
    [new Tensor('int32', [5], []), 'fun'],
    [[], ''],
    [
      [[2, 3], [5]],
      ['tokenizers', 'fun'],
    ],
    [
      [[], [5]],
      ['', 'fun'],
    ],
    // Ids beyond the vocabulary give nothing.
    [999, ''],
    [[5, 999, 5], 'fun fun'],
  ])('decode(%j) is %j', (given, decoded) => {
    expect(tokenizer.decode(given as number[])).toEqual(decoded);
  });

  it.each<[given: unknown, decoded: string[]]>([
    [
      [[2, 3], [5]],
      ['tokenizers', 'fun'],
    ],
    [matrix, ['tokenizers', 'fun!']],
    [[2, 3], ['tokenizers']],
    [matrix.at(0), ['tokenizers']],
    [5, ['fun']],
  ])('batch_decode(%j) is %j', (given, decoded) => {
    expect(tokenizer.batch_decode(given as number[][])).toEqual(decoded);
  });

  it('a stream gives nothing for an id beyond the vocabulary, and goes on after one that is refused', () => {
    const stream = new DecodeStream(tokenizer);
    expect(stream.push(2)).toBe('token');
    expect(stream.push(999)).toBe('');
    expect(() => stream.push(-1)).toThrow(InvalidArgumentError);
    expect(stream.push(3)).toBe('izers');
  });
});

it('no rows are no texts, where Python makes an empty one of them', () => {
  expect(bert.batch_decode([])).toEqual([]);
  expect(bert.batch_decode(new Tensor('int32', [], [0, 4]))).toEqual([]);
});

const any = (value: unknown): number[] => value as number[];

it.each<[what: string, call: () => unknown, message: RegExp]>([
  ['an unknown option', () => bert.decode([1], { skip: true } as object), /does not know the option "skip"/],
  ['nothing', () => bert.decode(any(null)), /must be a number, a list or a tensor, not null/],
  ['no batch', () => bert.batch_decode(any(null)), /must be a number, a list or a tensor, not null/],
  ['a text', () => bert.decode(any('a')), /not "a" \(a string\)/],
  [
    'a text among ids',
    () => bert.decode(any(['a'])),
    /whole number from 0, but at 0 there is "a" \(a string\)/,
  ],
  ['NaN', () => bert.decode(any([1, NaN])), /but at 1 there is NaN/],
  ['a negative id', () => bert.decode([-1]), /but at 0 there is -1/],
  ['a negative id to look up', () => bert.convert_ids_to_tokens(-1), /from 0, but there is -1/],
  ['lists of lists of lists', () => bert.decode([[[1]]] as unknown as number[][]), /there is a list of 1/],
  [
    'a tensor of several rows',
    () => bert.decode(new Tensor('int32', [1, 2], [2, 1])),
    /a tensor \[2, 1\] holds the token ids of several texts: .* batch_decode/,
  ],
  ['a stream of nothing', () => new DecodeStream(null as never), /needs a tokenizer, not null/],
  [
    'an unknown option of a streamer',
    () => new TextStreamer(bert, { skip_promt: true } as object),
    /did you mean "skip_prompt"/,
  ],
  [
    'an unknown option of a stream',
    () => new DecodeStream(bert, { skip_special_token: true } as object),
    /did you mean "skip_special_tokens"/,
  ],
])('%s is refused', (_, call, message) => {
  expect(call).toThrow(InvalidArgumentError);
  expect(call).toThrow(message);
});
