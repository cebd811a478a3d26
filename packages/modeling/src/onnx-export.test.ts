import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from '@automodel/core';
import { oracles } from '@automodel/oracle';
import { createSession } from '@automodel/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BertModel } from './encoders/bert.js';
import { GPT2Model } from './decoders/gpt2.js';
import { ModelExportError } from './onnx-export.js';

const model = (name: string): string => join(oracles[0].folder, 'models', name);

let temporary: string;
beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterEach(() => {
  rmSync(temporary, { recursive: true });
});

const readJson = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;

const int64 = (ids: number[]): Tensor => new Tensor('int64', ids.map(BigInt), [1, ids.length]);

describe('exportOnnx', () => {
  it.each([
    ['in model.onnx', undefined, []],
    ['in files beside it', 60_000, ['model.onnx_data', 'model.onnx_data_1', 'model.onnx_data_2']],
  ])('writes weights %s, and computes the same from them', async (_, largest_file, files) => {
    await using bert = await BertModel.from_pretrained(model('bert-model'));
    const folder = join(temporary, 'bert');
    await bert.exportOnnx(folder, { largest_file });
    for (const file of files) {
      expect(statSync(join(folder, 'onnx', file)).size).toBeLessThanOrEqual(60_000);
    }
    expect(
      existsSync(join(folder, `onnx/model.onnx_data${files.length > 0 ? `_${files.length}` : ''}`)),
    ).toBe(false);
    const settings = files.length > 0 ? { use_external_data_format: files.length } : undefined;
    expect(readJson(folder)['transformers.js_config']).toEqual(settings);

    const session = await createSession(new Uint8Array(readFileSync(join(folder, 'onnx/model.onnx'))), {
      externalDataFolder: join(folder, 'onnx'),
    });
    const ids = [2, 7, 5, 3];
    const { last_hidden_state } = await session.run({
      input_ids: int64(ids),
      attention_mask: int64([1, 1, 1, 1]),
      token_type_ids: int64([0, 0, 0, 0]),
    });
    const expected = await bert({ input_ids: new Tensor('int32', ids, [1, 4]) });
    expect(last_hidden_state.data).toEqual(expected.last_hidden_state.data);
    await session.dispose();
  });

  it('takes what reads texts along', async () => {
    await using bert = await BertModel.from_pretrained(model('bert-model'));
    const folder = join(temporary, 'bert');
    await bert.exportOnnx(folder);
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
      expect(readFileSync(join(folder, file))).toEqual(readFileSync(join(model('bert-model'), file)));
    }
    expect(readJson(folder)).toEqual(readJson(model('bert-model')));
  });

  it('makes tokenizer.json where the checkpoint has only a vocabulary', async () => {
    const source = join(temporary, 'source');
    await mkdir(source);
    for (const file of ['config.json', 'model.safetensors']) {
      writeFileSync(join(source, file), readFileSync(join(model('bert-model'), file)));
    }
    writeFileSync(join(source, 'vocab.txt'), ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'].join('\n'));
    await using bert = await BertModel.from_pretrained(source);
    const folder = join(temporary, 'bert');
    await bert.exportOnnx(folder);
    const { model: written } = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')) as {
      model: unknown;
    };
    expect(written).toMatchObject({ type: 'WordPiece', vocab: { '[MASK]': 4, a: 5 } });
  });

  it('adds to the folder of the checkpoint itself, and changes none of its files', async () => {
    const source = join(temporary, 'source');
    await using original = await BertModel.from_pretrained(model('bert-model'));
    await original.exportOnnx(source);
    rmSync(join(source, 'onnx'), { recursive: true });
    writeFileSync(
      join(source, 'model.safetensors'),
      readFileSync(join(model('bert-model'), 'model.safetensors')),
    );
    writeFileSync(join(source, 'config.json'), readFileSync(join(model('bert-model'), 'config.json')));
    await using bert = await BertModel.from_pretrained(source);
    await bert.exportOnnx(source);
    expect(existsSync(join(source, 'onnx/model.onnx'))).toBe(true);
    expect(readFileSync(join(source, 'config.json'))).toEqual(
      readFileSync(join(model('bert-model'), 'config.json')),
    );
  });

  it('refuses to write over another model', async () => {
    await using bert = await BertModel.from_pretrained(model('bert-model'));
    const folder = join(temporary, 'bert');
    await bert.exportOnnx(folder);
    await expect(bert.exportOnnx(folder)).rejects.toThrow(/model\.onnx exists/);
    rmSync(join(folder, 'onnx'), { recursive: true });
    await expect(bert.exportOnnx(folder)).rejects.toThrow(/has a config\.json, of another model perhaps/);
    writeFileSync(join(temporary, 'file'), '');
    await expect(bert.exportOnnx(join(temporary, 'file'))).rejects.toThrow(/cannot be made: ENOTDIR/);
    await expect(bert.exportOnnx(temporary, { dtype: 'q8' } as object)).rejects.toThrow(
      /does not know the option "dtype"/,
    );
  });

  it('says which models have no such form', async () => {
    await using gpt2 = await GPT2Model.from_pretrained(model('gpt2'));
    await expect(gpt2.exportOnnx(temporary)).rejects.toThrow(ModelExportError);
    await expect(gpt2.exportOnnx(temporary)).rejects.toThrow(/a GPT2Model cannot be exported/);
  });
});
