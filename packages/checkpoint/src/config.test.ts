import { describe, expect, test } from 'vitest';
import { filesOf } from '../test/folders.js';
import { readConfig } from './config.js';
import { CheckpointError, ConfigError } from './errors.js';

async function readConfigText(text: string) {
  return readConfig(await filesOf({ 'config.json': text }));
}

describe('readConfig', () => {
  test("keeps the architecture's own settings", async () => {
    const text = '{ "model_type": "bert", "architectures": ["BertForMaskedLM"], "hidden_size": 32 }';
    expect(await readConfigText(text)).toEqual({
      model_type: 'bert',
      architectures: ['BertForMaskedLM'],
      hidden_size: 32,
    });
  });

  test('takes "architectures": null, which transformers writes, as absent', async () => {
    const config = await readConfigText('{ "model_type": "bert", "architectures": null }');
    expect(config).toEqual({ model_type: 'bert' });
  });

  test.each([
    ['no model_type', '{ "hidden_size": 32 }', /must have a string "model_type".*Add the architecture/],
    ['a model_type that is no string', '{ "model_type": 7 }', /"model_type", such as "bert", but it is 7/],
    [
      'architectures that are no list',
      '{ "model_type": "bert", "architectures": "Bert" }',
      /"architectures" must be a list/,
    ],
    [
      'architectures that are no strings',
      '{ "model_type": "bert", "architectures": [1] }',
      /"architectures" must be a list/,
    ],
    ['a list', '[]', /must be a JSON object/],
  ])('refuses %s', async (_, text, message) => {
    const error = await readConfigText(text).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      code: 'config-invalid',
      file: 'config.json',
      message: expect.stringMatching(message),
    });
  });

  test('refuses malformed JSON, with file and position', async () => {
    const error = await readConfigText('{\n  "model_type": bert\n}').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error).toMatchObject({
      code: 'json-malformed',
      file: 'config.json',
      message: expect.stringContaining('line 2, column 17'),
    });
  });

  test('refuses a file that is too large to be a config', async () => {
    const text = JSON.stringify({ model_type: 'bert', filler: 'x'.repeat(17 * 1024 * 1024) });
    await expect(readConfigText(text)).rejects.toMatchObject({ code: 'file-too-large', file: 'config.json' });
  });

  test('says that config.json is missing', async () => {
    await expect(readConfig(await filesOf({}))).rejects.toMatchObject({
      code: 'file-missing',
      file: 'config.json',
    });
  });
});
