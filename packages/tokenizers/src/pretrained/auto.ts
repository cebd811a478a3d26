import type { PreTrainedTokenizer, TokenizerClass } from './pretrained-tokenizer.js';
import { M2M100Tokenizer } from './m2m-100.js';
import { MarianTokenizer } from './marian.js';
import * as classes from './classes.js';
import * as translation from './translation-classes.js';
import { readConfig, type TokenizerFiles } from './vocabulary-files.js';
const byName: Record<string, TokenizerClass> = {
  ...classes,
  ...translation,
  MarianTokenizer,
  M2M100Tokenizer,
};
export async function tokenizerFromFiles(files: TokenizerFiles): Promise<PreTrainedTokenizer> {
  const config = await readConfig(files);
  const c = byName[String(config.tokenizer_class)] ?? classes.PreTrainedTokenizerFast;
  const { tokenizer, config: given } = await c.readDocuments(files);
  return new c(tokenizer, given);
}
