import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportGpt2 } from '@automodel/gpt2-onnx';
import * as transformersJs from '@huggingface/transformers';
import { expect } from 'vitest';
import * as automodel from '../src/index.js';

/** What a program imports, from either library; the types are ours. */
export type Library = typeof automodel;

transformersJs.env.allowRemoteModels = false;
const libraries: readonly Library[] = [automodel, transformersJs as unknown as Library];

/** Expects a program to give the same with either library, but for the last digits of fractions. */
export async function same(program: (library: Library) => unknown): Promise<void> {
  const results: unknown[] = [];
  for (const library of libraries) results.push(plain(await program(library)));
  const [here, there] = results;
  expect(here).toEqual(roughly(there));
}

function roughly(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return expect.closeTo(value, 4);
  if (Array.isArray(value)) return value.map(roughly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, roughly(item)]));
}

/** Big integers as numbers, tensors as shapes and elements. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof automodel.Tensor || value instanceof transformersJs.Tensor) {
    return { dims: [...value.dims], data: plain(Array.from(value.data as ArrayLike<number | bigint>)) };
  }
  if (ArrayBuffer.isView(value)) return plain(Array.from(value as unknown as ArrayLike<number | bigint>));
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Copies of bundled models with ONNX files beside the weights, so that either library reads them. */
export class SharedModels {
  private readonly folder = mkdtempSync(join(tmpdir(), 'automodel-'));

  /** An encoder: the name of a bundled one, or a folder. */
  async encoder(model: string): Promise<string> {
    const folder = this.copy(model);
    await automodel.exportOnnx(folder, folder);
    return folder;
  }

  /** GPT-2 with a cache that goes in and out. */
  async gpt2(name: string): Promise<string> {
    const folder = this.copy(name);
    await exportGpt2(folder);
    return folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private copy(model: string): string {
    const folder = join(this.folder, basename(model));
    cpSync(isAbsolute(model) ? model : packageFolder(model), folder, { recursive: true });
    return folder;
  }
}

function packageFolder(name: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`@automodel/${name.toLowerCase()}/config.json`)));
}
