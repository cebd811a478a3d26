import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  GPT2Tokenizer,
  InvalidArgumentError,
  PreTrainedTokenizer,
  TokenizerFileError,
  tokenizerFromFiles,
} from '../src/index.js';
import { embeddedFolder, fixtureFolders, loadEmbedded, readJson } from './fixtures.js';

type Files = Readonly<Record<string, string | undefined>>;

function load(files: Files): Promise<PreTrainedTokenizer> {
  return PreTrainedTokenizer.from_files({
    readText: (name) => Promise.resolve(files[name]),
    readBytes: () => Promise.resolve(undefined),
  });
}

function textOf(model: string, file: string): string {
  return readFileSync(new URL(file, embeddedFolder(model)), 'utf8');
}

interface TokenizerJson {
  model: { vocab: Record<string, number>; merges: ([string, string] | string)[] };
  [part: string]: unknown;
}

const bert = JSON.parse(textOf('bert', 'tokenizer.json')) as TokenizerJson;
const gpt2 = JSON.parse(textOf('gpt2', 'tokenizer.json')) as TokenizerJson;
const nested = { type: 'Sequence', normalizers: [] as object[] };
for (let depth = 0, inner = nested; depth < 1000; depth++) {
  const next = { type: 'Sequence', normalizers: [] };
  inner.normalizers.push(next);
  inner = next;
}
const regex = (Regex: string) => ({
  ...gpt2,
  pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated' },
});

describe('malformed files are refused with file, place and reason', () => {
  it.each<[what: string, tokenizerJson: unknown, message: RegExp]>([
    ['no object', [], /^tokenizer\.json: an object is needed, not a list$/],
    ['no model', {}, /^tokenizer\.json: model: an object is needed, not nothing$/],
    [
      'an unknown model',
      { model: { type: 'Magic' } },
      /model\.type: there is no model "Magic"; known are BPE, /,
    ],
    [
      'an unknown normalizer',
      { ...bert, normalizer: { type: 'X' } },
      /normalizer\.type: there is no normalizer "X"/,
    ],
    [
      'an unknown pre-tokenizer',
      { ...bert, pre_tokenizer: { type: 'X' } },
      /pre_tokenizer\.type: there is no/,
    ],
    [
      'an unknown post-processor',
      { ...bert, post_processor: { type: 'X' } },
      /post_processor\.type: there is no/,
    ],
    ['an unknown decoder', { ...bert, decoder: { type: 'X' } }, /decoder\.type: there is no decoder "X"/],
    ['a part without type', { ...bert, decoder: {} }, /decoder\.type: a string is needed, not nothing/],
    [
      'a flag that is none',
      { ...bert, normalizer: { type: 'BertNormalizer', lowercase: 1 } },
      /normalizer\.lowercase: a boolean is needed, not a number/,
    ],
    ['no vocabulary', { model: { type: 'WordPiece' } }, /model\.vocab: an object is needed, not nothing/],
    [
      'a negative id',
      { model: { type: 'WordPiece', vocab: { a: -1 } } },
      /model\.vocab: the token "a" has no valid id/,
    ],
    [
      'an id beyond bounds',
      { model: { type: 'WordPiece', vocab: { a: 1e9 } } },
      /the token "a" has no valid id/,
    ],
    [
      'a merge of one token',
      { ...gpt2, model: { ...gpt2.model, merges: ['ab'] } },
      /model\.merges\[0\]: a merge is two tokens/,
    ],
    [
      'a merge of unknown tokens',
      { ...gpt2, model: { ...gpt2.model, merges: ['a 中'] } },
      /model\.merges\[0\]: the token "中" is not in the vocabulary/,
    ],
    [
      'a piece without score',
      { model: { type: 'Unigram', vocab: [['a']] } },
      /model\.vocab\[0\]: a piece is a token and its score/,
    ],
    [
      'an unknown token out of range',
      { model: { type: 'Unigram', vocab: [['a', 0]], unk_id: 1 } },
      /model\.unk_id: there is no token 1/,
    ],
    [
      'an added token without id',
      { ...bert, added_tokens: [{ content: 'a' }] },
      /added_tokens\[0\]\.id: a number is needed/,
    ],
    [
      'an added token with an id that is no int32',
      { ...bert, added_tokens: [{ content: 'a', id: 2 ** 31 }] },
      /added_tokens\[0\]\.id: a whole number from 0 to 2147483647/,
    ],
    [
      'a template without its token',
      {
        ...bert,
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ SpecialToken: { id: 'a' } }],
          pair: [],
          special_tokens: {},
        },
      },
      /post_processor\.special_tokens\.a: an object is needed/,
    ],
    [
      'a character map that is cut off',
      { ...bert, normalizer: { type: 'Precompiled', precompiled_charsmap: '/////w==' } },
      /precompiled_charsmap: it is no character map/,
    ],
    ['parts that are nested without end', { ...bert, normalizer: nested }, /nested too deeply/],
    ['an expression that does not end', regex('(a'), /pattern\.Regex: .*a "\(" has no partner/],
    [
      'an expression beyond what is supported',
      regex(String.raw`\Ga`),
      /pattern\.Regex: .*no support for \\G/,
    ],
    [
      'an expression that is nested too deeply',
      regex('('.repeat(1e4)),
      /pattern\.Regex: .*nested too deeply/,
    ],
  ])('%s', (_, tokenizerJson, message) => {
    const make = (): unknown => PreTrainedTokenizer.fromJson(tokenizerJson);
    expect(make).toThrow(TokenizerFileError);
    expect(make).toThrow(message);
  });

  it.each<[what: string, files: Files, message: RegExp]>([
    [
      'nothing',
      {},
      /^tokenizer\.json: it is missing, and so are vocab\.txt, vocab\.json with merges\.txt, tokenizer\.model, /,
    ],
    ['merges only', { 'merges.txt': '' }, /^tokenizer\.json: it is missing/],
    ['text that is no JSON', { 'tokenizer.json': '{' }, /^tokenizer\.json: it is not valid JSON/],
    [
      'a configuration that is no JSON',
      { 'tokenizer.json': '{}', 'tokenizer_config.json': '' },
      /^tokenizer_config\.json: it is not valid JSON/,
    ],
    [
      'a configuration that is a list',
      { 'vocab.txt': 'a', 'tokenizer_config.json': '[]' },
      /^tokenizer_config\.json: an object is needed/,
    ],
    [
      'a limit that is a word',
      { 'tokenizer.json': JSON.stringify(bert), 'tokenizer_config.json': '{"model_max_length":"x"}' },
      /^tokenizer_config\.json: model_max_length: a number is needed, not a string/,
    ],
    [
      'inputs that are no names',
      { 'tokenizer.json': JSON.stringify(bert), 'tokenizer_config.json': '{"model_input_names":[1]}' },
      /^tokenizer_config\.json: model_input_names\[0\]: a string is needed/,
    ],
    [
      'an added token whose id is a word',
      {
        'tokenizer.json': JSON.stringify(bert),
        'tokenizer_config.json': '{"added_tokens_decoder":{"x":{"content":"a"}}}',
      },
      /^tokenizer_config\.json: added_tokens_decoder\.x: it is no id/,
    ],
    [
      'a vocabulary that is a list of numbers',
      { 'vocab.json': '[1]', 'merges.txt': '' },
      /^vocab\.json: .*token 0 is not a string/,
    ],
    [
      'a vocabulary with words as ids',
      { 'vocab.json': '{"a":"b"}', 'merges.txt': '' },
      /^vocab\.json: .*the token "a" has no valid id/,
    ],
    [
      'a line of one token',
      { 'vocab.json': '{"a":0}', 'merges.txt': '#version: 0.2\na' },
      /^merges\.txt: line 2: a merge is two tokens/,
    ],
    [
      'a line of unknown tokens',
      { 'vocab.json': '{"a":0}', 'merges.txt': 'a a' },
      /^merges\.txt: line 1: the token "aa" is not in vocab\.json/,
    ],
  ])('%s', async (_, files, message) => {
    const error: unknown = await load(files).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TokenizerFileError);
    expect(error).toMatchObject({
      code: 'tokenizer-file',
      message: expect.stringMatching(message) as string,
    });
  });

  it('a model of images is told from one whose files are incomplete', async () => {
    const files: Files = { 'preprocessor_config.json': '{"image_processor_type": "ViTImageProcessor"}' };
    const loading = PreTrainedTokenizer.from_files({
      folder: '/models/vit',
      readText: (name) => Promise.resolve(files[name]),
      readBytes: () => Promise.resolve(undefined),
    });
    await expect(loading).rejects.toThrow(
      /^tokenizer\.json: it is missing in \/models\/vit, and so are .*: load its processor with AutoImageProcessor$/,
    );
  });

  it.each([null, 'folder', {}])('%j is no source of files', async (files) => {
    for (const load of [
      () => PreTrainedTokenizer.from_files(files as never),
      () => tokenizerFromFiles(files as never),
    ]) {
      await expect(load()).rejects.toThrow(InvalidArgumentError);
      await expect(load()).rejects.toThrow(/files are \{ readText, readBytes \}, not .*from_pretrained/);
    }
  });

  it('an empty vocabulary knows no token', () => {
    for (const type of ['WordPiece', 'BPE']) {
      const tokenizer = PreTrainedTokenizer.fromJson({ model: { type, vocab: {}, merges: [] } });
      expect(tokenizer.encode('a b')).toEqual([]);
      expect(tokenizer.decode([0, 1])).toBe('');
    }
  });
});

describe('files from before tokenizer.json', () => {
  const { texts } = readJson(fixtureFolders[0], 'tokenizers/inputs.json') as { texts: string[] };
  const config = (model: string): string => textOf(model, 'tokenizer_config.json');
  const tokens = Object.keys(bert.model.vocab).sort((a, b) => bert.model.vocab[a] - bert.model.vocab[b]);

  it.each(['\n', '\r\n'])('vocab.txt gives what tokenizer.json gives (lines end in %j)', async (lineEnd) => {
    const whole = await loadEmbedded('bert');
    const built = await load({
      'vocab.txt': tokens.join(lineEnd) + lineEnd,
      'tokenizer_config.json': config('bert'),
    });
    for (const text of texts) expect(everythingOf(built, text)).toEqual(everythingOf(whole, text));
    expect(built.get_vocab()).toEqual(whole.get_vocab());
  });

  it.each(['roberta', 'gpt2'])(
    'vocab.json and merges.txt of %s give what tokenizer.json gives',
    async (model) => {
      const whole = await loadEmbedded(model);
      const { vocab, merges } = (JSON.parse(textOf(model, 'tokenizer.json')) as TokenizerJson).model;
      const lines = merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
      const built = await load({
        'vocab.json': JSON.stringify(vocab),
        'merges.txt': ['#version: 0.2', ...lines, ''].join('\n'),
        'tokenizer_config.json': config(model),
      });
      for (const text of texts) expect(everythingOf(built, text)).toEqual(everythingOf(whole, text));
    },
  );

  it('without any configuration the files say what kind of tokenizer it is', async () => {
    const { vocab } = gpt2.model;
    expect((await load({ 'vocab.txt': tokens.join('\n') })).special_tokens_map.mask_token).toBe('[MASK]');
    const built = await load({ 'vocab.json': JSON.stringify(vocab), 'merges.txt': '' });
    expect(built.special_tokens_map).toEqual(GPT2Tokenizer.fromJson(gpt2).special_tokens_map);
  });

  function everythingOf(tokenizer: PreTrainedTokenizer, text: string): object {
    const {
      ids,
      offsets,
      tokens: read,
      typeIds,
      specialTokensMask,
      wordIds,
    } = tokenizer.encodeFull(text, {
      text_pair: texts[1],
    });
    return { text, ids, offsets, read, typeIds, specialTokensMask, wordIds, decoded: tokenizer.decode(ids) };
  }
});
