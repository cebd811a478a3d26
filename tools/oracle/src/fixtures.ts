/**
 * Reads reference values that Python computed. `fixtures/` of the repository holds a few of them, so that a fresh clone is
 * tested; `../shared/oracle/fixtures` holds all, where it is present.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tensor, typedArrays } from '@automodel/core';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const embedded = fileURLToPath(new URL('../fixtures/', import.meta.url));
const whole = join(repository, '../shared/oracle/fixtures');

/** A folder of reference values. */
export interface Oracle {
  readonly name: 'embedded' | 'whole';
  readonly folder: string;
  readonly present: boolean;
}

/** Both folders; use with `describe.skipIf(!oracle.present)`, so that a report says which of them ran. */
export const oracles: readonly Oracle[] = [
  { name: 'embedded', folder: embedded, present: true },
  { name: 'whole', folder: whole, present: existsSync(whole) },
];

/** The names of the JSON files below `part`, without their ending. */
export function fixtureNames(oracle: Oracle, part: string): string[] {
  const folder = join(oracle.folder, part);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => file.slice(0, -'.json'.length)).sort();
}

/** A JSON file of reference values. Its shape is the caller's to know. */
export function readFixture(oracle: Oracle, path: string): unknown {
  return JSON.parse(readFileSync(join(oracle.folder, path), 'utf8'));
}

/** The tensors of the safetensors file `path`, read when they are asked for. */
export function fixtureTensors(oracle: Oracle, path: string): (name: string) => Tensor {
  const bytes = readFileSync(join(oracle.folder, path));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  return (name) => {
    if (!Object.hasOwn(header, name))
      throw new Error(`${path} of the ${oracle.name} oracle has no tensor "${name}"`);
    const entry = header[name];
    const types = { F32: 'float32', I64: 'int64', I32: 'int32', U8: 'uint8' } as const;
    const type = types[entry.dtype as keyof typeof types];
    const [begin, end] = entry.data_offsets.map((offset) => offset + 8 + headerLength);
    const { buffer } = new Uint8Array(bytes.subarray(begin, end));
    return new Tensor(type, new typedArrays[type](buffer), entry.shape);
  };
}

/** The largest absolute difference between two tensors' elements. */
export function maxAbsDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    // NaN compares false with everything, so it must be caught by itself.
    if (Number.isNaN(difference)) return NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}
