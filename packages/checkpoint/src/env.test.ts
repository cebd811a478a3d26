import { InvalidArgumentError } from '@automodel/core';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { folderOf } from '../test/folders.js';
import { env } from './env.js';
import { resolveModel } from './files/sources.js';

afterEach(() => {
  env.localModelPath = undefined;
  env.allowLocalModels = true;
});

describe('env', () => {
  test('begins as models are found without it', () => {
    expect(env).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      localModelPath: undefined,
      allowLocalModels: true,
      allowRemoteModels: false,
    });
  });

  test('localModelPath names a folder of models', async () => {
    const models = await folderOf({ 'someone/bert/config.json': '{}', 'gpt2/config.json': '{}' });
    await expect(resolveModel('someone/bert')).rejects.toMatchObject({ code: 'model-not-found' });
    for (const path of [models, relative(process.cwd(), models)]) {
      env.localModelPath = path;
      for (const name of ['someone/bert', 'gpt2']) {
        expect(await resolveModel(name)).toMatchObject({ name, folder: join(models, name) });
      }
    }
  });

  test('localModelPath comes before the working directory, and other paths and packages are still found', async () => {
    const models = await folderOf({ 'bert/config.json': '{}' });
    const project = await folderOf({ 'bert/config.json': '{}', 'other/config.json': '{}' });
    env.localModelPath = models;
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(project);
    const found = await Promise.all(
      ['bert', 'other', join(project, 'bert')].map((name) => resolveModel(name)),
    );
    cwd.mockRestore();
    expect(found.map(({ folder }) => folder)).toEqual([
      join(models, 'bert'),
      join(project, 'other'),
      join(project, 'bert'),
    ]);
    expect((await resolveModel('mini-bert')).name).toBe('mini-bert');
  });

  test.each(['../secret', 'bert/../../secret'])('localModelPath is not left by the name %s', async (name) => {
    const models = await folderOf({ 'models/bert/config.json': '{}', 'secret/config.json': '{}' });
    env.localModelPath = join(models, 'models');
    await expect(resolveModel(name)).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining(`not in env.localModelPath, which "${name}" leads out of`),
    });
  });

  test('allowLocalModels = false closes the folders, not the packages', async () => {
    const models = await folderOf({ 'bert/config.json': '{}' });
    env.localModelPath = models;
    env.allowLocalModels = false;
    for (const name of ['bert', join(models, 'bert')]) {
      await expect(resolveModel(name)).rejects.toThrow(/env\.allowLocalModels is false/);
    }
    expect((await resolveModel('mini-bert')).name).toBe('mini-bert');
  });

  test('takes allowRemoteModels = false, as scripts for transformers.js have it', () => {
    env.allowRemoteModels = false;
    expect(env.allowRemoteModels).toBe(false);
  });

  test.each([
    [
      'cacheDir',
      './cache',
      /no setting "cacheDir"; there are version, localModelPath, allowLocalModels, allowRemoteModels/,
    ],
    ['allowRemoteModels', true, /models come from folders and installed packages; nothing is downloaded/],
    ['allowLocalModels', 1, /must be true or false/],
    ['localModelPath', 7, /must be the path of a folder/],
    ['localModelPath', '', /must be the path of a folder/],
    ['version', '9.9.9', /cannot be set/],
  ])('refuses %s = %j', (name, value, message) => {
    const before = { ...env };
    const set = (): unknown => Object.assign(env, { [name]: value });
    expect(set).toThrow(InvalidArgumentError);
    expect(set).toThrow(message);
    expect(env).toEqual(before);
  });
});
