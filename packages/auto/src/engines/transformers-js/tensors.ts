import { Tensor, typedArrays, type DataType } from '@automodel/core';
import { RawImage } from '@automodel/vit';
import type { Library, LibraryTensor } from './library.js';

/** Our tensors, wherever they are in a list or object, as the library's; its graphs take integers as int64. */
export function toLibrary({ Tensor: LibraryTensor }: Library, value: unknown): unknown {
  return mapDeep(value, (item) => {
    if (!(item instanceof Tensor)) return undefined;
    const { type, data, dims } = item.type === 'int32' ? item.to('int64') : item;
    return new LibraryTensor(type, data, dims);
  });
}

/** The library's tensors, pictures and big integers as ours: int64 becomes int32, other data stays where it is. */
export function fromLibrary(library: Library, value: unknown): unknown {
  const { Tensor: LibraryTensor, RawImage: LibraryImage } = library;
  return mapDeep(value, (item) => {
    if (typeof item === 'bigint') return Number(item);
    if (item instanceof LibraryImage) return RawImage.of(item);
    return item instanceof LibraryTensor ? ourTensor(item) : undefined;
  });
}

function ourTensor({ type, data, dims }: LibraryTensor): Tensor {
  if (type === 'int64') return new Tensor('int32', Int32Array.from(data, Number), dims);
  const { buffer, byteOffset, length } = data as unknown as Float32Array;
  // Half precision may be a typed array of its own kind there; here it is always bits.
  const elements = new typedArrays[type as DataType](buffer, byteOffset, length);
  return new Tensor(type as DataType, elements, dims);
}

/** Replaces what `replace` has something for, in lists and plain objects; all else stays itself. */
function mapDeep(value: unknown, replace: (item: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((item) => mapDeep(item, replace));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapDeep(item, replace)]));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
