import { InvalidArgumentError, shown } from '@automodel/core';
import { TokenizerFileError } from '../errors.js';
import { scanTokenizerJson } from '../json/scan.js';
import { Vocabulary } from '../models/vocabulary.js';
import { readSentencePiece } from '../sentencepiece/model-file.js';
import { Spec } from '../spec.js';
import { ingredientsOfTiktoken, looksLikeTiktoken } from '../tiktoken.js';
import { classNameFor } from './class-name.js';
import { defaultsOf, type ClassDefaults } from './class-defaults.js';
import { Ingredients, ingredientsOfModel } from './ingredients.js';
import type { TokenizerDocuments, TokenizerFiles } from './tokenizer-files.js';

type Config = Record<string, unknown>;

const modelFiles = ['tokenizer.model', 'spiece.model', 'sentencepiece.bpe.model', 'spm.model'];
const tiktokenFile = 'tiktoken.model';
const templateFolder = 'additional_chat_templates';
/** Templates that models have beside their default one, where the folder cannot be listed. */
const templateFiles = ['tool_use.jinja', 'rag.jinja'];

/** Reads what there is of tokenizer.json, tokenizer_config.json and the files that came before them. */
export async function readDocuments(files: TokenizerFiles, className?: string): Promise<TokenizerDocuments> {
  const [config, tokenizer] = await Promise.all([readConfig(files, className), readTokenizerJson(files)]);
  if (tokenizer !== undefined) {
    // tokenizer.json says what goes around texts.
    delete config.add_bos_token;
    delete config.add_eos_token;
    return { tokenizer, config };
  }
  const { blueprint } = defaultsFor(new Spec(config, 'tokenizer_config.json'), className);
  const documents =
    (blueprint && !blueprint.file ? undefined : await fromModelFile(files, config, blueprint)) ??
    (await fromVocabularyFiles(files, config, className));
  if (documents) return documents;
  const names = ['vocab.txt', 'vocab.json with merges.txt', ...modelFiles].join(', ');
  throw new TokenizerFileError(
    'tokenizer.json',
    `it is missing${files.folder === undefined ? '' : ` in ${files.folder}`}, and so are ${names}, from which a tokenizer could be built${await remedy(files)}`,
  );
}

/** What to do about a model without a tokenizer, if that is known. */
async function remedy(files: TokenizerFiles): Promise<string> {
  const processor = await readObject(files, 'preprocessor_config.json');
  const isForImages = processor && ('image_processor_type' in processor || 'image_mean' in processor);
  return isForImages ? '; the model takes images: load its processor with AutoImageProcessor' : '';
}

/** The content of tokenizer.json; undefined if there is none. */
async function readTokenizerJson(files: TokenizerFiles): Promise<unknown> {
  const name = 'tokenizer.json';
  const bytes = await files.readBytes(name);
  const scanned = bytes && scanTokenizerJson(bytes);
  if (scanned !== undefined) return scanned;
  const text = await files.readText(name);
  return text === undefined ? undefined : parse(text, name);
}

/** What the class knows that the configuration asks for; `className` goes before it. */
export function defaultsFor(config: Spec, className?: string): ClassDefaults {
  const read = (name: string): string | undefined => (config.has(name) ? config.string(name) : undefined);
  return defaultsOf(className ?? classNameFor(read('tokenizer_class'), read('model_type')));
}

/**
 * tokenizer_config.json with what older files say, the class and the type of the model.
 *
 * @throws InvalidArgumentError for files that cannot be read
 */
export async function readConfig(files: TokenizerFiles, className?: string): Promise<Config> {
  const { readText, readBytes } = Object(files) as Partial<TokenizerFiles>;
  if (!readText || !readBytes) {
    throw new InvalidArgumentError(
      `files are { readText, readBytes }, not ${shown(files)}; AutoTokenizer.from_pretrained loads from folders`,
    );
  }
  const [modelConfig, tokenizerConfig] = await Promise.all([
    readObject(files, 'config.json'),
    readObject(files, 'tokenizer_config.json'),
  ]);
  const config = tokenizerConfig ?? {};
  config.tokenizer_class = className ?? config.tokenizer_class ?? modelConfig?.tokenizer_class;
  config.model_type = modelConfig?.model_type ?? config.model_type;
  // Newer files have all of this in one.
  if (config.added_tokens_decoder === undefined) {
    Object.assign(config, await readObject(files, 'special_tokens_map.json'));
    config.added_tokens = await readObject(files, 'added_tokens.json');
  }
  const templates = await readTemplateFiles(files);
  if (templates !== undefined) config.chat_template = templates;
  return config;
}

/** Chat templates that have files of their own, which go before the configuration's. */
async function readTemplateFiles(files: TokenizerFiles): Promise<unknown> {
  const template = await files.readText('chat_template.jinja');
  const named: Config = template === undefined ? {} : { default: template };
  for (const file of (await files.list?.(templateFolder)) ?? templateFiles) {
    const text = file.endsWith('.jinja') ? await files.readText(`${templateFolder}/${file}`) : undefined;
    if (text !== undefined) named[file.slice(0, -'.jinja'.length)] = text;
  }
  const names = Object.keys(named);
  if (names.length === 0) return (await readObject(files, 'chat_template.json'))?.chat_template;
  return names.length === 1 && template !== undefined ? template : named;
}

async function readObject(files: TokenizerFiles, name: string): Promise<Config | undefined> {
  const text = await files.readText(name);
  if (text === undefined) return undefined;
  const value = parse(text, name);
  new Spec(value, name);
  return value as Config;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TokenizerFileError(name, `it is not valid JSON (${(cause as Error).message})`, { cause });
  }
}

/** From a SentencePiece file, or from ranks of tiktoken, which may have the same name. */
async function fromModelFile(
  files: TokenizerFiles,
  config: Config,
  blueprint: ClassDefaults['blueprint'],
): Promise<TokenizerDocuments | undefined> {
  for (const name of new Set([...(blueprint?.file ? [blueprint.file] : []), ...modelFiles, tiktokenFile])) {
    const bytes = await files.readBytes(name);
    if (bytes === undefined) continue;
    if (name === tiktokenFile || looksLikeTiktoken(bytes)) {
      return {
        tokenizer: ingredientsOfTiktoken(bytes, name, new Spec(config, 'tokenizer_config.json')),
        config,
      };
    }
    const model = readSentencePiece(bytes, name);
    const kind = blueprint?.model === 'BPE' || blueprint?.model === 'Unigram' ? blueprint.model : undefined;
    const tokenizer = ingredientsOfModel(model, kind ?? (model.kind === 'bpe' ? 'BPE' : 'Unigram'));
    // A class knows its special tokens; without one they are those of the file.
    const named = blueprint
      ? {}
      : { bos_token: model.bosPiece, eos_token: model.eosPiece, unk_token: model.unkPiece };
    return { tokenizer, config: { ...named, ...config } };
  }
  return undefined;
}

/** A configuration that names no class which is built from such files gets the one whose files they are. */
async function fromVocabularyFiles(
  files: TokenizerFiles,
  config: Config,
  className: string | undefined,
): Promise<TokenizerDocuments | undefined> {
  const [vocabText, vocabJson, mergesText] = await Promise.all(
    ['vocab.txt', 'vocab.json', 'merges.txt'].map((name) => files.readText(name)),
  );
  const settle = (kind: 'WordPiece' | 'BPE', fallback: string): Config => {
    const { blueprint } = defaultsFor(new Spec(config, 'tokenizer_config.json'), className);
    return blueprint?.model === kind
      ? config
      : { ...config, tokenizer_class: fallback, model_type: undefined };
  };
  if (vocabText !== undefined) {
    const vocab = vocabText.split(/\r?\n/);
    if (vocab.at(-1) === '') vocab.pop();
    return { tokenizer: new Ingredients({ vocab }), config: settle('WordPiece', 'BertTokenizer') };
  }
  if (vocabJson === undefined || mergesText === undefined) return undefined;
  const vocab = parse(vocabJson, 'vocab.json');
  const vocabulary = Vocabulary.read(new Spec({ vocab }, 'vocab.json'), 'vocab');
  const merges = readMerges(mergesText, vocabulary);
  return {
    tokenizer: new Ingredients({ vocab: vocab as Record<string, number>, merges }),
    config: settle('BPE', 'GPT2Tokenizer'),
  };
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
