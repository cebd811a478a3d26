import { InvalidArgumentError } from '@automodel/core';
import { join, relative } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { folderOf } from '../../test/folders.js';
import { FolderFiles } from './folder-files.js';
import { resolveModel, type CheckpointOptions, type ModelSource } from './sources.js';

describe('resolveModel', () => {
  test('finds a folder by its path', async () => {
    const folder = await folderOf({ 'config.json': '{}' });
    for (const name of [folder, relative(process.cwd(), folder), `${folder}/`]) {
      const files = await resolveModel(name);
      expect(files).toMatchObject({ name, folder });
    }
  });

  test('finds an installed model package by its short name', async () => {
    const files = await resolveModel('mini-bert');
    expect(files.name).toBe('mini-bert');
    expect(await files.readJson('config.json')).toMatchObject({ model_type: 'bert' });
  });

  test("finds a model package that only the user's project has installed", async () => {
    const project = await folderOf({
      'node_modules/@automodel/only-here/package.json':
        '{ "name": "@automodel/only-here", "exports": { "./*": "./*" } }',
      'node_modules/@automodel/only-here/config.json': '{ "model_type": "only-here" }',
    });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(project);
    const files = await resolveModel('only-here');
    cwd.mockRestore();
    expect(await files.readJson('config.json')).toEqual({ model_type: 'only-here' });
  });

  test('says where it looked and what to do', async () => {
    await expect(resolveModel('no-such-bert')).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringMatching(
        /no model "no-such-bert"\. Looked for the folder .*no-such-bert .*; the npm package .*npm install @automodel\/no-such-bert/,
      ),
    });
    await expect(resolveModel('org/model')).rejects.toMatchObject({ code: 'model-not-found' });
  });

  test('does not take a package of ours that is no model', async () => {
    await expect(resolveModel('checkpoint')).rejects.toMatchObject({ code: 'model-not-found' });
  });

  test('does not take a file for a model', async () => {
    const folder = await folderOf({ 'model.safetensors': '' });
    const file = join(folder, 'model.safetensors');
    await expect(resolveModel(file)).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('give the path of a folder'),
    });
  });

  test('asks the given sources in their order', async () => {
    const asked: string[] = [];
    const source = (label: string, has: boolean): ModelSource => ({
      async find(name) {
        asked.push(label);
        return has ? new FolderFiles(name, label) : undefined;
      },
      describe: () => label,
    });
    const sources = [source('first', false), source('second', true), source('third', true)];
    expect((await resolveModel('mini-bert', { sources })).folder).toBe('second');
    expect(asked).toEqual(['first', 'second']);
  });

  test('refuses options that it does not know, and names that are none', async () => {
    const options = { revision: 'main' } as CheckpointOptions;
    await expect(resolveModel('mini-bert', options)).rejects.toThrow(/does not know the option "revision"/);
    await expect(resolveModel('')).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(resolveModel(undefined as unknown as string)).rejects.toBeInstanceOf(InvalidArgumentError);
  });
});
