import type { Pointer } from './api-table.js';
import type { Environment } from './environment.js';
import { NativeMemory } from './memory.js';

/** An array of C strings that stays in place, so that no name is converted at a run. */
export class NameArray {
  readonly length: number;
  private readonly memory: NativeMemory;

  constructor(environment: Environment, names: readonly string[]) {
    this.length = names.length;
    const strings = names.map((name) => Buffer.from(`${name}\0`));
    const tableBytes = names.length * BigUint64Array.BYTES_PER_ELEMENT;
    const textBytes = strings.reduce((sum, text) => sum + text.length, 0);
    this.memory = new NativeMemory(environment, tableBytes + textBytes);
    const addresses = new BigUint64Array(this.memory.bytes, 0, names.length);
    const bytes = new Uint8Array(this.memory.bytes);
    let offset = tableBytes;
    strings.forEach((text, i) => {
      addresses[i] = this.memory.pointer + BigInt(offset);
      bytes.set(text, offset);
      offset += text.length;
    });
    this.memory.push();
  }

  get pointer(): Pointer {
    return this.memory.pointer;
  }

  release(): void {
    this.memory.release();
  }
}
