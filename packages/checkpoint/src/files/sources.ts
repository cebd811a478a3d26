import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { env } from '../env.js';
import { CheckpointError } from '../errors.js';
import { FolderFiles, isInside } from './folder-files.js';
import type { ModelFiles } from './model-files.js';

/** A place where models come from. */
export interface ModelSource {
  /** The model's files, or undefined if this source has no such model. Fetch files only when they are read. */
  find(name: string, options: CheckpointOptions): Promise<ModelFiles | undefined>;

  /** Where `find` looks for this name, and what to do so that it finds it: a clause of the error message. */
  describe(name: string): string;
}

export interface CheckpointOptions {
  /** Where to look for the model, in this order. Default: local folders, then installed `@automodel/<name>` packages. */
  readonly sources?: readonly ModelSource[];
}

/** A folder on this machine: the name is its path, or its path below `env.localModelPath`. */
export const folderSource: ModelSource = {
  async find(name) {
    for (const folder of foldersOf(name)) {
      const found = await stat(folder).catch(() => undefined);
      if (found?.isDirectory()) return new FolderFiles(name, folder);
    }
    return undefined;
  },
  describe(name) {
    if (!env.allowLocalModels) return 'no folder (env.allowLocalModels is false)';
    const folders = foldersOf(name);
    const refused = env.localModelPath !== undefined && folders.length === 1;
    return (
      `the folder ${folders.join(' or ')} (give the path of a folder that has config.json)` +
      (refused ? `, but not in env.localModelPath, which "${name}" leads out of` : '')
    );
  },
};

/** Where the folder may be. A name may come from a stranger, so it does not lead out of `env.localModelPath`. */
function foldersOf(name: string): string[] {
  if (!env.allowLocalModels) return [];
  const { localModelPath } = env;
  const below = localModelPath !== undefined && isInside(name) ? [resolve(localModelPath, name)] : [];
  return [...below, resolve(name)];
}

/** An installed npm package `@automodel/<name>`, seen from here or from the working directory. */
export const packageSource: ModelSource = {
  async find(name) {
    if (!isPackageName(name)) return undefined;
    for (const origin of [import.meta.url, join(process.cwd(), 'index.js')]) {
      const config = resolvePackageFile(origin, `${packageOf(name)}/config.json`);
      if (config) return new FolderFiles(name, dirname(config));
    }
    return undefined;
  },
  describe: (name) =>
    isPackageName(name)
      ? `the npm package ${packageOf(name)} (if there is one: npm install ${packageOf(name)})`
      : `an npm package @automodel/<name> ("${name}" cannot be the name of one)`,
};

/**
 * Finds a model's files: the path of a folder, or the name of an installed `@automodel/<name>` package.
 *
 * @throws CheckpointError `model-not-found` if no source has it
 */
export async function resolveModel(name: string, options: CheckpointOptions = {}): Promise<ModelFiles> {
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    throw new InvalidArgumentError(
      'a model is named by a folder path or a model name, a string that is not empty',
    );
  }
  refuseUnknownOptions('a checkpoint', options, ['sources']);
  const { sources = [folderSource, packageSource] } = options;
  for (const source of sources) {
    const files = await source.find(name, options);
    if (files) return files;
  }
  throw new CheckpointError(
    'model-not-found',
    `there is no model "${name}". Looked for ${sources.map((source) => source.describe(name)).join('; ')}. Nothing is downloaded from a hub.`,
  );
}

function isPackageName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*$/i.test(name);
}

/** Names of npm packages have no capitals: `all-MiniLM-L6-v2` is `@automodel/all-minilm-l6-v2`. */
function packageOf(name: string): string {
  return `@automodel/${name.toLowerCase()}`;
}

function resolvePackageFile(origin: string, file: string): string | undefined {
  try {
    return createRequire(origin).resolve(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}
