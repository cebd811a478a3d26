import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { oracles, type Oracle } from '@automodel/oracle';
import { PreTrainedTokenizer } from '../src/index.js';

export type FixtureFolder = Oracle & { readonly url: URL };

/** The subset that is part of the repository, and the whole of the oracle where it is present. */
export const fixtureFolders: readonly FixtureFolder[] = oracles
  .filter(({ present }) => present)
  .map((oracle) => ({ ...oracle, url: pathToFileURL(`${oracle.folder}/`) }));

export const absentOracles = oracles.filter(({ present }) => !present);

export function readJson(folder: FixtureFolder, path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, folder.url), 'utf8'));
}

export function listFolder(folder: FixtureFolder, path: string): string[] {
  return readdirSync(new URL(path, folder.url)).sort();
}

/** The files of a folder as a tokenizer is loaded from. */
export function filesIn(folder: URL) {
  const read = (name: string): Buffer | undefined => {
    const url = new URL(name, folder);
    return existsSync(url) ? readFileSync(url) : undefined;
  };
  return {
    readText: (name: string) => Promise.resolve(read(name)?.toString('utf8')),
    readBytes: (name: string) => Promise.resolve<Uint8Array | undefined>(read(name)),
  };
}

/** The folder of a model that is part of the repository. */
export function embeddedFolder(model: string): URL {
  return new URL(`models/${model}/`, fixtureFolders[0].url);
}

/** A tokenizer that is part of the repository, without a limit of tokens. */
export async function loadEmbedded(model: string): Promise<PreTrainedTokenizer> {
  const tokenizer = await PreTrainedTokenizer.from_files(filesIn(embeddedFolder(model)));
  tokenizer.model_max_length = 1e30;
  return tokenizer;
}

/** Where npm installed a package, whatever it exports. */
export function packageFolder(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  const folders = resolve.paths(name)!.map((modules) => join(modules, name));
  const folder = folders.find((each) => existsSync(join(each, 'package.json')));
  if (folder === undefined) throw new Error(`${name} is not installed`);
  return folder;
}
