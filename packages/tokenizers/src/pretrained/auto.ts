import { Spec } from '../spec.js';
import { classNameFor } from './class-name.js';
import * as classes from './classes.js';
import { withOptions, type LoadOptions } from './load-options.js';
import { M2M100Tokenizer } from './m2m-100.js';
import { MarianTokenizer } from './marian.js';
import { PreTrainedTokenizer, type TokenizerClass } from './pretrained-tokenizer.js';
import * as translation from './translation-classes.js';
import type { TokenizerFiles } from './tokenizer-files.js';
import { readConfig } from './vocabulary-files.js';

const byName = new Map<string, TokenizerClass>(
  [...Object.values(classes), ...Object.values(translation), MarianTokenizer, M2M100Tokenizer].flatMap(
    (each: TokenizerClass) => (each.pythonClass === undefined ? [] : [[each.pythonClass, each]]),
  ),
);

/** The class of that name in Python; that of all tokenizers for a name that says no more. */
export function tokenizerClass(name: string): TokenizerClass {
  return byName.get(name) ?? PreTrainedTokenizer;
}

/**
 * Loads a tokenizer of whatever class Python's AutoTokenizer picks for the files.
 *
 * @throws TokenizerFileError if a file is missing or malformed
 */
export async function tokenizerFromFiles(
  files: TokenizerFiles,
  options: LoadOptions = {},
): Promise<PreTrainedTokenizer> {
  const config = new Spec(await readConfig(files), 'tokenizer_config.json');
  const read = (name: string): string | undefined => (config.has(name) ? config.string(name) : undefined);
  const found = tokenizerClass(classNameFor(read('tokenizer_class'), read('model_type')));
  const documents = await found.readDocuments(files);
  return new found(documents.tokenizer, withOptions(documents.config, options, found.hasLanguages));
}
