import { TokenizerFileError } from '../errors.js';
import { readSentencePiece } from '../sentencepiece/model-file.js';
import { SentencePieceProcessor } from '../sentencepiece/processor.js';
import { Spec } from '../spec.js';
import type { TokenizerFiles } from './tokenizer-files.js';

/** @throws TokenizerFileError if the file is missing */
export async function needText(files: TokenizerFiles, name: string): Promise<string> {
  return (await files.readText(name)) ?? missing(name);
}

/** @throws TokenizerFileError if the file is missing or malformed */
export async function needSentencePiece(
  files: TokenizerFiles,
  name: string,
): Promise<SentencePieceProcessor> {
  const bytes = await files.readBytes(name);
  return new SentencePieceProcessor(readSentencePiece(bytes ?? missing(name), name));
}

/** Tokens and ids of a file as vocab.json; @throws TokenizerFileError if it is missing or malformed */
export async function needVocabulary(
  files: TokenizerFiles,
  name: string,
): Promise<ReadonlyMap<string, number>> {
  const spec = Spec.parse(await needText(files, name), name);
  return new Map(spec.names().map((token) => [token, spec.integer(token)]));
}

function missing(name: string): never {
  throw new TokenizerFileError(name, 'it is missing, and this tokenizer needs it');
}
