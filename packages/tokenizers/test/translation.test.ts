import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { MarianTokenizer, MBartTokenizer, T5Tokenizer } from '../src/index.js';
import { readSentencePiece } from '../src/sentencepiece/model-file.js';
import { fixtureFolders } from './fixtures.js';

const model = readFileSync(new URL('tokenizers/sentencepiece/unigram.model', fixtureFolders[0].url));

function files(bytes: Record<string, Uint8Array>, texts: Record<string, object> = {}) {
  return {
    readBytes: (name: string) => Promise.resolve<Uint8Array | undefined>(bytes[name]),
    readText: (name: string) => Promise.resolve(texts[name] && JSON.stringify(texts[name])),
  };
}

describe('languages of mBART', () => {
  const load = () => MBartTokenizer.from_files(files({ 'sentencepiece.bpe.model': model }));

  it('can be set at any time: inputs end in the one, what the model is to write in the other', async () => {
    const tokenizer = await load();
    expect(tokenizer.src_lang).toBe('en_XX');
    tokenizer.src_lang = 'fr_XX';
    tokenizer.tgt_lang = 'de_DE';
    const { input_ids, labels } = tokenizer('A man', { text_target: 'A man', return_tensor: false });
    const { fr_XX, de_DE } = tokenizer.lang_code_to_id;
    expect([input_ids.at(-1), labels!.at(-1)]).toEqual([fr_XX, de_DE]);
    expect(tokenizer.encode('A man')).toEqual(input_ids);
  });

  it('can be given when the tokenizer is loaded, if it has languages', async () => {
    const bytes = files({ 'sentencepiece.bpe.model': model, 'spiece.model': model });
    const tokenizer = await MBartTokenizer.from_files(bytes, { src_lang: 'fr_XX', tgt_lang: 'de_DE' });
    expect([tokenizer.src_lang, tokenizer.tgt_lang]).toEqual(['fr_XX', 'de_DE']);
    await expect(T5Tokenizer.from_files(bytes, { src_lang: 'fr' })).rejects.toThrow(
      /src_lang was given, but/,
    );
    // @ts-expect-error An option that is none is refused.
    await expect(T5Tokenizer.from_files(bytes, { language: 'fr' })).rejects.toThrow(/language/);
  });

  it('give what generate() takes', async () => {
    const tokenizer = await load();
    const inputs = tokenizer.build_translation_inputs('A man', { src_lang: 'fr_XX', tgt_lang: 'ro_RO' });
    expect(inputs.forced_bos_token_id).toBe(tokenizer.get_lang_id('ro_RO'));
    expect(inputs.input_ids.data.at(-1)).toBe(tokenizer.get_lang_id('fr_XX'));
    expect(tokenizer.src_lang).toBe('fr_XX');
  });

  it('that it does not know are refused, with those that are near', async () => {
    const tokenizer = await load();
    const refused = (run: () => unknown, message: RegExp): void => {
      expect(run).toThrow(InvalidArgumentError);
      expect(run).toThrow(message);
    };
    refused(() => (tokenizer.src_lang = 'fr'), /no language "fr"; near are fr_XX, /);
    refused(() => (tokenizer.tgt_lang = 'de_XX'), /no language "de_XX"; near are de_DE, /);
    refused(
      () => tokenizer.build_translation_inputs('A', { src_lang: 'en_XX', tgt_lang: undefined }),
      /pass src_lang and tgt_lang/,
    );
    expect(tokenizer.src_lang).toBe('en_XX');
  });
});

describe('Marian', () => {
  const { pieces } = readSentencePiece(model, 'source.spm');
  const tokens = ['</s>', '<unk>', '>>fr<<', ...pieces.map(({ text }) => text), '<pad>'];
  const vocabulary = (list: string[]): object =>
    Object.fromEntries([...new Set(list)].map((token, id) => [token, id]));
  const spm = { 'source.spm': model, 'target.spm': model };

  it('takes a language before the text for a token, and knows which there are', async () => {
    const tokenizer = await MarianTokenizer.from_files(files(spm, { 'vocab.json': vocabulary(tokens) }));
    expect(tokenizer.supported_language_codes).toEqual(['>>fr<<']);
    expect(tokenizer.encode('>>fr<< A man')).toEqual([2, ...tokenizer.encode('A man')]);
    expect(tokenizer.tokenize('>>xx<< A')[0]).toBe('>>xx<<');
    expect(tokenizer.encode('>>xx<< A')[0]).toBe(tokenizer.unk_token_id);
    expect(tokenizer.decode(tokenizer.encode('A man'), { skip_special_tokens: true })).toBe('A man');
  });

  it('has a vocabulary of its own for what it writes if the configuration says so', async () => {
    const target = ['</s>', '<unk>', '<pad>', ...tokens.slice(3, -1).reverse()];
    const tokenizer = await MarianTokenizer.from_files(
      files(spm, {
        'vocab.json': vocabulary(tokens),
        'target_vocab.json': vocabulary(target),
        'tokenizer_config.json': { separate_vocabs: true },
      }),
    );
    const { input_ids, labels } = tokenizer('A man', { text_target: 'A man', return_tensor: false });
    expect(labels).not.toEqual(input_ids);
    expect(tokenizer.decode(labels!, { skip_special_tokens: true })).toBe('A man');
  });

  it('needs its files', async () => {
    await expect(MarianTokenizer.from_files(files({}))).rejects.toThrow(/^source\.spm: it is missing/);
    const noUnknown = files(spm, { 'vocab.json': { '</s>': 0 } });
    await expect(MarianTokenizer.from_files(noUnknown)).rejects.toThrow(
      /^vocab\.json: the unk_token "<unk>"/,
    );
  });
});
