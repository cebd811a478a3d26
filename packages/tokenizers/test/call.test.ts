import { inspect } from 'node:util';
import { Tensor } from '@automodel/core';
import { describe, expect, it, vi } from 'vitest';
import {
  InvalidArgumentError,
  PreTrainedTokenizer,
  TokenizerFileError,
  type TokenizerOptions,
} from '../src/index.js';
import { loadEmbedded } from './fixtures.js';

const bert = await loadEmbedded('bert');
const roberta = await loadEmbedded('roberta');
const gpt2 = await loadEmbedded('gpt2');

const short = 'Hello!';
const long = 'How are you today?';

it('console.log shows what a tokenizer is, not what it is made of', () => {
  expect(inspect({ bert })).toBe(`{
  bert: PreTrainedTokenizer {
    "vocab_size": ${bert.vocab_size},
    "model_max_length": 1e+30,
    "padding_side": "right",
    "truncation_side": "right",
    "special_tokens": {
      "unk_token": "[UNK]",
      "sep_token": "[SEP]",
      "pad_token": "[PAD]",
      "cls_token": "[CLS]",
      "mask_token": "[MASK]"
    }
  }
}`);
});

describe('a tokenizer is called as in transformers.js', () => {
  it('one text gives int32 tensors [1, n]', () => {
    const inputs = bert(short);
    const ids = bert.encode(short);
    expect(Object.keys(inputs)).toEqual(['input_ids', 'token_type_ids', 'attention_mask']);
    for (const tensor of Object.values(inputs) as Tensor[]) {
      expect(tensor).toBeInstanceOf(Tensor);
      expect({ type: tensor.type, dims: tensor.dims }).toEqual({ type: 'int32', dims: [1, ids.length] });
    }
    expect(inputs.input_ids.tolist()).toEqual([ids]);
    expect(inputs.attention_mask.tolist()).toEqual([ids.map(() => 1)]);
  });

  it('a list of texts gives [batch, n], padded', () => {
    const { input_ids, attention_mask } = bert([short, long], { padding: true });
    const [a, b] = [bert.encode(short), bert.encode(long)];
    const missing = b.length - a.length;
    const fill = <T>(value: T): T[] => Array.from({ length: missing }, () => value);
    expect(missing).toBeGreaterThan(0);
    expect(input_ids.tolist()).toEqual([[...a, ...fill(bert.pad_token_id)], b]);
    expect(attention_mask.tolist()).toEqual([[...a.map(() => 1), ...fill(0)], b.map(() => 1)]);
  });

  it('texts of different lengths are no tensor: the error says what to do', () => {
    expect(() => bert([short, long])).toThrow(InvalidArgumentError);
    expect(() => bert([short, long])).toThrow(/pass padding: true .* or return_tensor: false/);
  });

  it('return_tensor: false gives a flat array for a text and nested ones for a list', () => {
    expect(bert(short, { return_tensor: false }).input_ids).toEqual(bert.encode(short));
    expect(bert([short, long], { return_tensor: false }).input_ids).toEqual([
      bert.encode(short),
      bert.encode(long),
    ]);
  });

  it('an empty list gives tensors without rows', () => {
    expect(bert([]).input_ids.dims).toEqual([0, 0]);
  });

  it('a second text has type 1', () => {
    const { input_ids, token_type_ids } = bert(short, { text_pair: long });
    const [a, b] = [bert.encode(short), bert.encode(long).slice(1)];
    expect(input_ids.tolist()).toEqual([[...a, ...b]]);
    expect(token_type_ids!.tolist()).toEqual([[...a.map(() => 0), ...b.map(() => 1)]]);
  });

  it('lists of first and second texts go together', () => {
    const batch = bert([short, long], { text_pair: [long, short], padding: true });
    expect(batch.input_ids.tolist()).toEqual([
      bert.encode(short, { text_pair: long }),
      bert.encode(long, { text_pair: short }),
    ]);
  });

  it('truncates and pads to max_length', () => {
    const options = { padding: 'max_length', truncation: true, max_length: 5 } as const;
    const { input_ids } = bert(['', long], options);
    expect(input_ids.dims).toEqual([2, 5]);
    expect(input_ids.at(1).tolist()).toEqual([...bert.encode(long).slice(0, 4), bert.sep_token_id]);
  });

  it('returns fields that are asked for', () => {
    const fields = bert(short, {
      return_token_type_ids: false,
      return_attention_mask: false,
      return_special_tokens_mask: true,
      return_offsets_mapping: true,
      return_length: true,
    });
    const { length } = bert.encode(short);
    expect(Object.keys(fields)).toEqual(['input_ids', 'special_tokens_mask', 'offset_mapping', 'length']);
    expect(fields.offset_mapping!.dims).toEqual([1, length, 2]);
    expect(fields.length!.tolist()).toEqual([length]);
  });

  it.each<[what: string, call: () => unknown, message: RegExp]>([
    [
      'an unknown option',
      () => bert(short, { paddingg: true } as TokenizerOptions),
      /does not know the option "paddingg"; did you mean "padding"\?/,
    ],
    [
      'an unknown padding',
      () => bert(short, { padding: 'most' as 'longest' }),
      /padding must be one of .*, not "most"/,
    ],
    [
      'an unknown truncation',
      () => bert(short, { truncation: 'x' as 'only_first', max_length: 3 }),
      /truncation must be one of/,
    ],
    [
      'an unknown unit of offsets',
      () => bert(short, { offset_unit: 'byte' as 'utf-16' }),
      /offset_unit must be one of utf-16, code-point, not "byte"/,
    ],
    [
      'a negative max_length',
      () => bert(short, { truncation: true, max_length: -1 }),
      /max_length must be a whole number from 0; it is -1/,
    ],
    [
      'a text as max_length',
      () => bert(short, { truncation: true, max_length: '3' as unknown as number }),
      /it is "3" \(a string\)/,
    ],
    ['a number as text', () => bert(5 as unknown as string), /a text must be a string or a list, not 5/],
    ['no text', () => bert(null as unknown as string), /a text must be a string or a list, not null/],
    [
      'nothing in a list of texts',
      () => bert([short, null] as unknown as string[]),
      /text\[1\] must be a string, not null/,
    ],
    [
      'a number among words',
      () => bert([['a', 5]] as unknown as string[][], { is_split_into_words: true }),
      /text must be a list of words \(is_split_into_words\), not one with 5/,
    ],
    [
      'a list beside a single text',
      () => bert(short, { text_pair: [long] }),
      /text_pair must be a string, not a list of 1/,
    ],
    [
      'a number beside a single text',
      () => bert(short, { text_pair: 5 as unknown as string }),
      /text_pair must be a string, not 5/,
    ],
    ['one text as a batch', () => bert.encodeFullBatch(short as never), /texts must be a list, not "Hello!"/],
    [
      'no tokens',
      () => bert.convert_tokens_to_ids(null as never),
      /tokens must be a string or a list of strings, not null/,
    ],
    [
      'a single text beside a list',
      () => bert([short, long], { text_pair: 'ab' }),
      /text_pair must be a list/,
    ],
    [
      'lists of different lengths',
      () => bert([short], { text_pair: [] }),
      /text_pair has 0 texts, but there are 1/,
    ],
    [
      'padding without a pad token',
      () => gpt2([short], { padding: true }),
      /padding needs a pad token.*tokenizer\.pad_token = tokenizer\.eos_token/,
    ],
  ])('%s is refused', (_, call, message) => {
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(message);
  });
});

describe('what a call may not have meant is said once', () => {
  it.each<[options: TokenizerOptions, warning: RegExp]>([
    [{ max_length: 4 }, /max_length without truncation cuts texts off/],
    [{ truncation: true }, /truncation cuts nothing off: .* pass max_length/],
    [{ padding: 'max_length' }, /padding: "max_length" adds nothing/],
    [{ padding: true, max_length: 4 }, /max_length does nothing with padding: true/],
  ])('%o', (options, warning) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    bert(long, options);
    bert(long, options);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(warning) as string]]);
    bert(long, { truncation: true, max_length: 4 });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

it('contents of files are objects: a text is refused, with what to do', () => {
  expect(() => PreTrainedTokenizer.fromJson('{"model":{}}')).toThrow(TokenizerFileError);
  expect(() => PreTrainedTokenizer.fromJson('{"model":{}}')).toThrow(/JSON\.parse .* from_files/);
});

describe('special tokens', () => {
  it.each(['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'] as const)(
    '%s_token and its id belong together',
    (name) => {
      for (const tokenizer of [bert, roberta, gpt2]) {
        const token = tokenizer[`${name}_token`];
        expect(token).toBe(tokenizer.special_tokens_map[`${name}_token`]);
        expect(tokenizer[`${name}_token_id`]).toBe(token && tokenizer.convert_tokens_to_ids(token));
      }
    },
  );

  it('mask_token_id is the id that the mask in a text gets', () => {
    for (const tokenizer of [bert, roberta]) {
      expect(tokenizer.mask_token_id).toBeTypeOf('number');
      expect(tokenizer.encode(`a ${tokenizer.mask_token} b`)).toContain(tokenizer.mask_token_id);
    }
    expect(gpt2.mask_token_id).toBeUndefined();
  });

  it('tokens and ids convert both ways; unknown tokens are the unknown token', () => {
    const tokens = bert.tokenize(long);
    const ids = bert.convert_tokens_to_ids(tokens);
    expect(ids).toEqual(bert.encode(long, { add_special_tokens: false }));
    expect(bert.convert_ids_to_tokens(ids as number[])).toEqual(tokens);
    expect(bert.convert_tokens_to_ids('no such token')).toBe(bert.unk_token_id);
    expect(bert.convert_ids_to_tokens(1e6)).toBeUndefined();
  });
});
