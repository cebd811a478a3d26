export interface Entry {
  dtype: unknown;
  shape: unknown;
  data_offsets: unknown;
}

/** A safetensors file from a header, which may be wrong in any way, and the bytes behind it. */
export function safetensors(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + bytes.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(bytes.length), true);
  file.set(bytes, 8);
  file.set(data, 8 + bytes.length);
  return file;
}

/** The bytes of float32 numbers. */
export function float32Bytes(...values: number[]): Uint8Array {
  return new Uint8Array(new Float32Array(values).buffer);
}

/** A file with the float32 vectors given, one after another. */
export function vectors(tensors: Readonly<Record<string, readonly number[]>>): Uint8Array {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, values]) => {
      const begin = end;
      end += 4 * values.length;
      return [name, { dtype: 'F32', shape: [values.length], data_offsets: [begin, end] }];
    }),
  );
  return safetensors(header, float32Bytes(...Object.values(tensors).flat()));
}
