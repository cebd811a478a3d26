import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenizerFiles } from '../src/index.js';
import { packageFolder } from './fixtures.js';
import type { Golden } from './golden-cases.js';

/** The names under which a tokenizer's files are asked for, where the package has others. */
const names: Readonly<Record<string, string>> = { 'vocab.json': 'encoder.json', 'merges.txt': 'vocab.bpe' };

/** What the goldens were made with: tokenizer.json beside these fields of the configuration. */
const configuration = [
  'bos_token',
  'eos_token',
  'pad_token',
  'unk_token',
  'clean_up_tokenization_spaces',
  'model_input_names',
  'padding_side',
  'chat_template',
  // Fields of a list of chat templates.
  'name',
  'template',
];

/** The files that the golden names, of those that the package has. */
export function filesOfPackage({ npm, version, files }: Partial<Golden>): TokenizerFiles {
  const folder = packageFolder(npm!);
  const installed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  if (installed.version !== version)
    throw new Error(`${npm} is ${installed.version}, but Python read ${version}`);
  const read = (name: string): Buffer | undefined => {
    const file = files!.find((each) => `/${each}`.endsWith(`/${names[name] ?? name}`));
    if (file === undefined) return undefined;
    const bytes = readFileSync(join(folder, file));
    if (name !== 'tokenizer_config.json') return bytes;
    const config = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    return Buffer.from(JSON.stringify(config, configuration));
  };
  return {
    readText: (name) => Promise.resolve(read(name)?.toString('utf8')),
    readBytes: (name) => Promise.resolve<Uint8Array | undefined>(read(name)),
  };
}
