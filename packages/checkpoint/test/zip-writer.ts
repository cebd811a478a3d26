export interface ZipFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** Compression method; 0 is stored. */
  readonly method?: number;
  readonly flags?: number;
}

/** A zip archive as torch writes it, padded before the data; with `zip64`, all sizes and offsets are in zip64 records. */
export function zip(files: readonly ZipFile[], { zip64 = false, comment = '' } = {}): Uint8Array {
  const wide = (value: number): number => (zip64 ? 0xffffffff : value);
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, data, method = 0, flags = 0 } of files) {
    const padding = bytes([4, 0x4246], [2, 3], 'pad');
    const sizes = zip64
      ? bytes([2, 1], [2, 24], [8, data.length], [8, data.length], [8, offset])
      : new Uint8Array();
    const times = [4, 0] as const;
    const both = [
      [2, flags],
      [2, method],
      times,
      [4, 0],
      [4, wide(data.length)],
      [4, wide(data.length)],
    ] as const;
    const header = bytes(
      [4, 0x04034b50],
      [2, 45],
      ...both,
      [2, name.length],
      [2, padding.length],
      name,
      padding,
    );
    directory.push(
      bytes([4, 0x02014b50], [2, 45], [2, 45], ...both, [2, name.length], [2, sizes.length]),
      bytes([2, 0], [2, 0], [2, 0], [4, 0], [4, wide(offset)], name, sizes),
    );
    parts.push(header, data);
    offset += header.length + data.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  if (zip64) {
    const counts = [
      [8, files.length],
      [8, files.length],
      [8, length],
      [8, offset],
    ] as const;
    directory.push(
      bytes([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], ...counts),
      bytes([4, 0x07064b50], [4, 0], [8, offset + length], [4, 1]),
    );
  }
  const count = zip64 ? 0xffff : files.length;
  const end = bytes(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, wide(length)],
    [4, wide(offset)],
  );
  return concat(...parts, ...directory, end, bytes([2, comment.length], comment));
}

/** Little-endian numbers as [bytes, value], texts, and bytes, one after another. */
export function bytes(
  ...fields: readonly (readonly [size: number, value: number] | string | Uint8Array)[]
): Uint8Array {
  return concat(
    ...fields.map((field) => {
      if (typeof field === 'string') return new TextEncoder().encode(field);
      if (field instanceof Uint8Array) return field;
      const [size, value] = field;
      return Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
    }),
  );
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
