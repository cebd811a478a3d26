import { Tensor } from '@automodel/core';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../test/folders.js';
import { hasOracle, oracleModel } from '../test/oracle.js';
import { float32Bytes, safetensors, vectors } from '../test/safetensors-writer.js';
import { Checkpoint } from './checkpoint.js';
import type { CheckpointOptions } from './files/sources.js';

const config = '{ "model_type": "bert" }';

describe('Checkpoint', () => {
  test('opens a folder: config, files and tensors', async () => {
    const folder = await folderOf({
      'config.json': config,
      'vocab.txt': '[PAD]\n',
      'model.safetensors': vectors({ a: [1, 2], b: [3] }),
    });
    const checkpoint = await Checkpoint.open(folder);
    expect(checkpoint).toMatchObject({ name: folder, folder, config: { model_type: 'bert' } });
    expect(await checkpoint.readText('vocab.txt')).toBe('[PAD]\n');
    expect(await checkpoint.readBytes('vocab.txt')).toHaveLength(6);
    expect(await checkpoint.readJson('config.json')).toEqual({ model_type: 'bert' });
    expect(await checkpoint.readJson('tokenizer.json')).toBeUndefined();
    expect([...checkpoint.tensors.keys()]).toEqual(['a', 'b']);
    expect(await checkpoint.readTensor('a')).toEqual(new Tensor('float32', [1, 2], [2]));
    const copy = new Float32Array(2);
    await checkpoint.copyTensor('a', new Uint8Array(copy.buffer));
    expect(copy).toEqual(Float32Array.of(1, 2));
  });

  test('reads a misaligned tensor', async () => {
    const header = JSON.stringify({ a: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] } });
    const odd = header.padEnd(header.length + ((header.length + 1) % 2));
    const file = safetensors(odd, float32Bytes(1.5, -2));
    const checkpoint = await Checkpoint.open(
      await folderOf({ 'config.json': config, 'model.safetensors': file }),
    );
    expect(checkpoint.tensors.get('a')!.offset % 2).toBe(1);
    expect((await checkpoint.readTensor('a')).tolist()).toEqual([[1.5, -2]]);
  });

  test('opens the bundled mini-bert by its name', async () => {
    const checkpoint = await Checkpoint.open('mini-bert');
    expect(checkpoint.config).toMatchObject({ model_type: 'bert', architectures: ['BertForMaskedLM'] });
    const name = 'bert.embeddings.word_embeddings.weight';
    expect(checkpoint.tensors.get(name)!.shape).toEqual([
      checkpoint.config.vocab_size,
      checkpoint.config.hidden_size,
    ]);
  });

  test('refuses the name of a tensor that it does not have, and unknown options', async () => {
    const checkpoint = await Checkpoint.open('mini-bert');
    await expect(checkpoint.readTensor('none')).rejects.toMatchObject({
      code: 'tensor-missing',
      message: expect.stringContaining('no tensor "none"'),
    });
    const options = { dtype: 'q8' } as CheckpointOptions;
    await expect(Checkpoint.open('mini-bert', options)).rejects.toThrow(/does not know the option "dtype"/);
  });
});

describe.skipIf(!hasOracle)("the oracle's checkpoints (skipped where ../shared/oracle is absent)", () => {
  const open = (name: string): Promise<Checkpoint> => Checkpoint.open(oracleModel(name));

  test.each([
    ['pytorch_model.bin', 'gpt2-bin', 'gpt2', {}],
    ['shards', 'bart-sharded', 'bart', {}],
    ['a pytorch_model.bin of old names', 'bert-legacy', 'bert', { weight: 'gamma', bias: 'beta' }],
  ])('%s: %s has the tensors of %s, bit for bit', async (_, variantName, baseName, oldNames) => {
    const [variant, base] = [await open(variantName), await open(baseName)];
    for (const name of base.tensors.keys()) {
      const oldName = name.replace(
        /(?<=LayerNorm\.)\w+$/,
        (part) => oldNames[part as keyof typeof oldNames] ?? part,
      );
      expect(await variant.readTensor(oldName), name).toEqual(await base.readTensor(name));
    }
  });

  test.each([
    ['llama-bf16', 'llama', 'bfloat16', fromBfloat16, 2 ** -8],
    ['bert-seqcls-fp16', 'bert-seqcls', 'float16', fromFloat16, 2 ** -10],
    ['distilbert-seqcls-bin-fp16', 'distilbert-seqcls', 'float16', fromFloat16, 2 ** -10],
  ] as const)(
    '%s has the tensors of %s, rounded to %s',
    async (halfName, baseName, dtype, widen, precision) => {
      const [half, base] = [await open(halfName), await open(baseName)];
      expect([...half.tensors.keys()].sort()).toEqual([...base.tensors.keys()].sort());
      for (const name of base.tensors.keys()) {
        const rounded = await half.readTensor(name);
        expect(rounded.type).toBe(dtype);
        const exact = (await base.readTensor(name)).data as Float32Array;
        const worst = exact.reduce((worst, value, i) => {
          const error = Math.abs(widen(rounded.data[i] as number) - value);
          return Math.max(worst, error - Math.abs(value) * precision);
        }, 0);
        expect(worst, name).toBeLessThan(1e-7);
      }
    },
  );

  test('a tied weight of a pytorch_model.bin lies where its twin lies', async () => {
    const { tensors } = await open('gpt2-bin');
    const { offset, length } = tensors.get('transformer.wte.weight')!;
    expect(tensors.get('lm_head.weight')).toMatchObject({ offset, length });
  });
});

function fromBfloat16(bits: number): number {
  return new Float32Array(new Uint32Array([bits << 16]).buffer)[0];
}

function fromFloat16(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
