import type { Tensor } from '@automodel/core';
import type { Weight, WeightSource } from '../src/index.js';

/** A checkpoint of one file, and where each of its tensors lies. */
export class Checkpoint implements WeightSource {
  readonly bytes: Uint8Array;
  private readonly weights = new Map<string, Weight>();

  constructor(tensors: Record<string, Tensor>) {
    const parts: Buffer[] = [];
    let offset = 0;
    for (const [name, { type, data, dims }] of Object.entries(tensors)) {
      parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
      this.weights.set(name, {
        name,
        file: 'w.bin',
        offset,
        length: data.byteLength,
        dtype: type,
        shape: dims,
      });
      offset += data.byteLength;
    }
    this.bytes = new Uint8Array(Buffer.concat(parts));
  }

  find(name: string): Weight | undefined {
    return this.weights.get(name);
  }
}
