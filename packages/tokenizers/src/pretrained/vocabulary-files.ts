import { TokenizerFileError } from '../errors.js';
import { Vocabulary } from '../models/vocabulary.js';
import { Spec } from '../spec.js';
import { defaultsOf, type ClassDefaults, type SpecialTokenName } from './class-defaults.js';

/** Where a tokenizer's files come from; a checkpoint is one. */
export interface TokenizerFiles {
  /** The text of a file; undefined if there is none. */
  readText(name: string): Promise<string | undefined>;
  /** The bytes of a file; undefined if there is none. */
  readBytes(name: string): Promise<Uint8Array | undefined>;
}

/** The contents of tokenizer.json and tokenizer_config.json, the first made from older files if need be. */
export interface TokenizerDocuments {
  readonly tokenizer: unknown;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Reads what there is of tokenizer.json, tokenizer_config.json and the files that came before them. */
export async function readDocuments(files: TokenizerFiles, className?: string): Promise<TokenizerDocuments> {
  const [tokenizerText, config] = await Promise.all([
    files.readText('tokenizer.json'),
    readConfig(files, className),
  ]);
  if (tokenizerText !== undefined) return { tokenizer: parse(tokenizerText, 'tokenizer.json'), config };
  return fromVocabularyFiles(files, config);
}

/** The defaults of the class that the configuration names. */
export function defaultsFor(config: Spec): ClassDefaults {
  const read = (name: string): string | undefined => (config.has(name) ? config.string(name) : undefined);
  return defaultsOf(read('tokenizer_class'), read('model_type'));
}

/** tokenizer_config.json with what older files say, the class and the type of the model. */
export async function readConfig(
  files: TokenizerFiles,
  className?: string,
): Promise<Record<string, unknown>> {
  const [modelConfig, tokenizerConfig] = await Promise.all([
    readObject(files, 'config.json'),
    readObject(files, 'tokenizer_config.json'),
  ]);
  const config = tokenizerConfig ?? {};
  config.tokenizer_class = className ?? config.tokenizer_class;
  config.model_type ??= modelConfig?.model_type;
  // Newer files have all of this in one.
  if (config.added_tokens_decoder === undefined) {
    Object.assign(config, await readObject(files, 'special_tokens_map.json'));
    config.added_tokens = await readObject(files, 'added_tokens.json');
  }
  return config;
}

async function readObject(files: TokenizerFiles, name: string): Promise<Record<string, unknown> | undefined> {
  const text = await files.readText(name);
  if (text === undefined) return undefined;
  const value = parse(text, name);
  new Spec(value, name);
  return value as Record<string, unknown>;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TokenizerFileError(name, `it is not valid JSON (${(cause as Error).message})`, { cause });
  }
}

/** A configuration that names no class which is built from such files gets the one whose files they are. */
async function fromVocabularyFiles(
  files: TokenizerFiles,
  config: Record<string, unknown>,
): Promise<TokenizerDocuments> {
  const [vocabText, vocabJson, merges] = await Promise.all(
    ['vocab.txt', 'vocab.json', 'merges.txt'].map((name) => files.readText(name)),
  );
  const settle = (className: string): [Record<string, unknown>, Spec, ClassDefaults] => {
    const known = defaultsFor(new Spec(config, 'tokenizer_config.json'));
    const settled = known.parts ? config : { ...config, tokenizer_class: className };
    return [settled, new Spec(settled, 'tokenizer_config.json'), known.parts ? known : defaultsOf(className)];
  };
  if (vocabText !== undefined) {
    const tokens = vocabText.split(/\r?\n/);
    if (tokens.at(-1) === '') tokens.pop();
    const [settled, spec, defaults] = settle('BertTokenizer');
    return { tokenizer: wordPiece(tokens, spec, defaults), config: settled };
  }
  if (vocabJson !== undefined && merges !== undefined) {
    const vocab = Vocabulary.read(new Spec({ vocab: parse(vocabJson, 'vocab.json') }, 'vocab.json'), 'vocab');
    const [settled, spec, defaults] = settle('GPT2Tokenizer');
    return { tokenizer: byteLevelBpe(vocab, readMerges(merges, vocab), spec, defaults), config: settled };
  }
  throw new TokenizerFileError(
    'tokenizer.json',
    'it is missing, and so are vocab.txt and vocab.json with merges.txt, from which a tokenizer could be built',
  );
}

/** The lines of merges.txt, each two tokens of the vocabulary that together are a third one. */
function readMerges(text: string, vocabulary: Vocabulary): [string, string][] {
  const merges: [string, string][] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (line === '' || (i === 0 && line.startsWith('#version'))) return;
    const where = `merges.txt: line ${i + 1}`;
    const [left, right, ...rest] = line.split(' ');
    if (right === undefined || rest.length > 0) throw new TokenizerFileError(where, 'a merge is two tokens');
    for (const token of [left, right, left + right]) {
      if (vocabulary.id(token) !== undefined) continue;
      throw new TokenizerFileError(where, `the token ${JSON.stringify(token)} is not in vocab.json`);
    }
    merges.push([left, right]);
  });
  return merges;
}

/** BertTokenizer and its kin as Python's class builds them. */
function wordPiece(tokens: readonly string[], config: Spec, defaults: ClassDefaults): object {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return {
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.boolean('tokenize_chinese_chars', true),
      strip_accents: config.raw('strip_accents') ?? null,
      lowercase: config.boolean('do_lower_case', true),
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: { type: 'WordPiece', unk_token: specialToken(config, defaults, 'unk_token'), vocab: tokens },
    post_processor:
      defaults.parts === 'mpnet'
        ? robertaProcessing(config, defaults, ids, true, false)
        : { type: 'BertProcessing', ...classAndSeparator(config, defaults, ids) },
    decoder: { type: 'WordPiece' },
  };
}

/** GPT2Tokenizer and RobertaTokenizer as Python's classes build them. */
function byteLevelBpe(
  vocabulary: Vocabulary,
  merges: readonly (readonly [string, string])[],
  config: Spec,
  defaults: ClassDefaults,
): object {
  const addPrefixSpace = config.boolean('add_prefix_space', false);
  const { ids } = vocabulary;
  return {
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace },
    model: { type: 'BPE', vocab: Object.fromEntries(ids), merges },
    post_processor:
      defaults.parts === 'roberta'
        ? robertaProcessing(config, defaults, ids, config.boolean('trim_offsets', true), addPrefixSpace)
        : withBosAndEos(config, defaults, ids),
    decoder: { type: 'ByteLevel' },
  };
}

function robertaProcessing(
  config: Spec,
  defaults: ClassDefaults,
  ids: ReadonlyMap<string, unknown>,
  trimOffsets: boolean,
  addPrefixSpace: boolean,
): object {
  return {
    type: 'RobertaProcessing',
    ...classAndSeparator(config, defaults, ids),
    trim_offsets: trimOffsets,
    add_prefix_space: addPrefixSpace,
  };
}

function classAndSeparator(config: Spec, defaults: ClassDefaults, ids: ReadonlyMap<string, unknown>): object {
  const [cls, sep] = [
    specialToken(config, defaults, 'cls_token'),
    specialToken(config, defaults, 'sep_token'),
  ];
  return { cls: [cls, ids.get(cls)], sep: [sep, ids.get(sep)] };
}

/** The template of `add_bos_token` and `add_eos_token`, which GPT-2 does not set and OPT does. */
function withBosAndEos(config: Spec, defaults: ClassDefaults, ids: ReadonlyMap<string, unknown>): object {
  const names = (['bos_token', 'eos_token'] as const).filter((name) => config.boolean(`add_${name}`, false));
  const tokens = names.map((name) => [name, specialToken(config, defaults, name)] as const);
  const around = (sequence: 'A' | 'B', typeId: number): object[] => {
    const pieces = (name: SpecialTokenName): object[] =>
      tokens.filter(([each]) => each === name).map(([, id]) => ({ SpecialToken: { id, type_id: typeId } }));
    return [...pieces('bos_token'), { Sequence: { id: sequence, type_id: typeId } }, ...pieces('eos_token')];
  };
  return {
    type: 'TemplateProcessing',
    single: around('A', 0),
    pair: [...around('A', 0), ...around('B', 1)],
    special_tokens: Object.fromEntries(tokens.map(([, token]) => [token, { ids: [ids.get(token)] }])),
  };
}

function specialToken(config: Spec, defaults: ClassDefaults, name: SpecialTokenName): string {
  const value = config.raw(name);
  if (typeof value === 'string') return value;
  return value === undefined ? (defaults.tokens?.[name] ?? '') : config.object(name).string('content');
}
