import { typedArrays, type DataType, type DataTypeMap } from './dtype.js';
import { InvalidArgumentError } from './error.js';
import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from './half.js';

/** Numbers as a typed array holds them, whatever its width. */
export type Numbers =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** What an element of a type is as a number, for types whose arrays do not say it. */
const decoders: Partial<Record<DataType, (element: never) => number>> = {
  float16: float16ToNumber,
  bfloat16: bfloat16ToNumber,
  int64: Number,
  uint64: Number,
};

/** How a number is stored in arrays that do not take it as it is. */
const encoders: Partial<Record<DataType, (value: number) => number | bigint>> = {
  float16: numberToFloat16,
  bfloat16: numberToBfloat16,
  int64: toBigInt,
  uint64: toBigInt,
  bool: (value) => (value === 0 ? 0 : 1),
};

/** @throws InvalidArgumentError if there is no such element type */
export function checkType(type: string): asserts type is DataType {
  if (Object.hasOwn(typedArrays, type)) return;
  const known = Object.keys(typedArrays).join(', ');
  throw new InvalidArgumentError(`there is no tensor type "${type}"; the types are ${known}`);
}

/** The elements as numbers: the array itself where it holds numbers, else a copy (64-bit integers exact to 2^53). */
export function toNumbers<T extends DataType>(type: T, data: DataTypeMap[T]): Numbers {
  const decode = decoders[type] as ((element: number | bigint) => number) | undefined;
  if (!decode) return data as Numbers;
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = decode(data[i]);
  return out;
}

/** `f(0)`, `f(1)`, ... as elements of a type. Integers wrap, fractions are cut off, as typed arrays do. */
export function generate<T extends DataType>(
  type: T,
  size: number,
  f: (index: number) => number,
): DataTypeMap[T] {
  const encode = encoders[type];
  const out = new typedArrays[type](size);
  for (let i = 0; i < size; i++) out[i] = encode ? encode(f(i)) : f(i);
  return out;
}

/**
 * What a tensor of a type is made from: its typed array as it is, or a JavaScript array converted.
 *
 * @throws InvalidArgumentError if the typed array is of another kind
 */
export function elementsOf<T extends DataType>(
  type: T,
  data: DataTypeMap[T] | readonly (number | bigint | boolean)[],
): DataTypeMap[T] {
  const array = typedArrays[type];
  if (!Array.isArray(data)) {
    // By its tag, because an array of another realm (a worker, a test's sandbox) is no instance of this one's classes.
    const { [Symbol.toStringTag]: tag } = data as DataTypeMap[T];
    if (tag === array.name) return data as DataTypeMap[T];
    throw new InvalidArgumentError(`a ${type} tensor holds its elements in a ${array.name}, not in a ${tag}`);
  }
  const list = data as readonly (number | bigint | boolean)[];
  // By itself, because a number cannot hold every 64-bit integer.
  if (is64BitInteger(type)) {
    return array.from(list.map((value) => (typeof value === 'bigint' ? value : toBigInt(Number(value)))));
  }
  return generate(type, list.length, (i) => Number(list[i]));
}

/** Elements of one type as elements of another. */
export function convert<T extends DataType>(
  type: DataType,
  data: DataTypeMap[DataType],
  to: T,
): DataTypeMap[T] {
  if (is64BitInteger(type) && is64BitInteger(to)) return typedArrays[to].from(data as BigInt64Array);
  const numbers = toNumbers(type, data);
  return generate(to, numbers.length, (i) => numbers[i]);
}

function is64BitInteger(type: DataType): boolean {
  return type === 'int64' || type === 'uint64';
}

/** Cut off to an integer; NaN and infinities become 0, as in the smaller integer arrays. */
function toBigInt(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}
