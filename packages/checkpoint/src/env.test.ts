import { InvalidArgumentError } from '@automodel/core';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { env } from './env.js';
import { resolveModel } from './files/sources.js';

let models: string;
beforeEach(() => {
  models = mkdtempSync(join(tmpdir(), 'automodel-'));
  mkdirSync(join(models, 'someone/bert'), { recursive: true });
  writeFileSync(join(models, 'someone/bert/config.json'), '{}');
});
afterEach(() => {
  env.localModelPath = undefined;
  env.allowLocalModels = true;
  rmSync(models, { recursive: true });
});

describe('env', () => {
  it('names a folder of models', async () => {
    await expect(resolveModel('someone/bert')).rejects.toThrow(/no model "someone\/bert"/);
    env.localModelPath = models;
    expect((await resolveModel('someone/bert')).folder).toBe(join(models, 'someone/bert'));
    // Absolute paths and paths from the working directory still work.
    expect((await resolveModel(join(models, 'someone/bert'))).folder).toBe(join(models, 'someone/bert'));
  });

  it('lets no name climb out of that folder', async () => {
    env.localModelPath = join(models, 'someone');
    await expect(resolveModel('../someone')).rejects.toThrow(/no model/);
  });

  it('closes the folders', async () => {
    env.allowLocalModels = false;
    await expect(resolveModel(join(models, 'someone/bert'))).rejects.toThrow(
      /env\.allowLocalModels is false/,
    );
    expect((await resolveModel('mini-bert')).name).toBe('mini-bert');
  });

  it.each([
    [
      'a setting that it does not have',
      'cacheDir',
      './cache',
      /no setting "cacheDir"; there are localModelPath/,
    ],
    ['downloads', 'allowRemoteModels', true, /nothing is downloaded/],
    ['what is no path', 'localModelPath', 7, /must be the path of a folder/],
  ])('refuses %s', (_, name, value, message) => {
    const set = (): unknown => Reflect.set(env, name, value);
    expect(set).toThrow(InvalidArgumentError);
    expect(set).toThrow(message);
  });
});
