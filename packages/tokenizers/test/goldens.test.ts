import { describe, it } from 'vitest';
import { tokenizerFromFiles } from '../src/index.js';
import { absentOracles, filesIn, fixtureFolders, listFolder, readJson } from './fixtures.js';
import { itEqualsPython, type Golden } from './golden-cases.js';

const cases = fixtureFolders.flatMap((folder) =>
  listFolder(folder, 'tokenizers/')
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ folder, file, golden: readJson(folder, `tokenizers/${file}`) as Partial<Golden> }))
    // Real vocabularies have a test of their own.
    .filter(({ golden }) => golden.tokenizer !== undefined),
);

it.skip.each(absentOracles)('the tokenizers of the $name oracle: $folder is absent', () => undefined);

describe.each(cases)('$folder.name: $file', ({ folder, ...given }) => {
  const golden = given.golden as Golden;
  const { texts } = readJson(folder, 'tokenizers/inputs.json') as { texts: string[] };
  const files = filesIn(new URL(`${golden.tokenizer}/`, folder.url));
  itEqualsPython(golden, texts, () => tokenizerFromFiles(files));
});
