import { TokenizerFileError } from '../errors.js';
import { decodeUtf8Strictly } from '../text/web.js';

/** One field of a protobuf message: a number, or bytes for what is longer. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * The fields of a protobuf message, one by one; nothing is copied, and no length of the file is believed before it is
 * checked against what is there.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* readFields(bytes: Uint8Array, where: string): Generator<Field> {
  let at = 0;
  const fail = (reason: string): never => {
    throw new TokenizerFileError(where, `it is no SentencePiece model: ${reason} (at byte ${at})`);
  };
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) return fail('it ends within a number');
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return fail('a number has more than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) return fail(`a field claims ${length} bytes`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (number === 0) fail('a field has the number 0');
    switch (tag % 8) {
      case wireTypes.varint:
        yield { number, value: varint() };
        break;
      case wireTypes.fixed64:
        yield { number, value: take(8) };
        break;
      case wireTypes.bytes:
        yield { number, value: take(varint()) };
        break;
      case wireTypes.fixed32:
        yield { number, value: take(4) };
        break;
      default:
        fail(`field ${number} has the unknown wire type ${tag % 8}`);
    }
  }
}

/** The fields of a message by number, the last one of each; refuses what is not of the expected kind when it is read. */
export class Message {
  private readonly fields = new Map<number, number | Uint8Array>();

  constructor(
    bytes: Uint8Array,
    private readonly where: string,
  ) {
    for (const { number, value } of readFields(bytes, where)) this.fields.set(number, value);
  }

  bytes(number: number): Uint8Array {
    const value = this.fields.get(number) ?? new Uint8Array();
    return typeof value === 'number' ? this.fail(number, 'bytes') : value;
  }

  string(number: number, fallback = ''): string {
    if (!this.fields.has(number)) return fallback;
    return decodeUtf8Strictly(this.bytes(number)) ?? this.fail(number, 'text');
  }

  float(number: number): number {
    if (!this.fields.has(number)) return 0;
    const bytes = this.bytes(number);
    if (bytes.length !== 4) return this.fail(number, 'a float');
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  }

  /** An int32 or an enumeration. */
  integer(number: number, fallback: number): number {
    const value = this.fields.get(number) ?? fallback;
    if (typeof value !== 'number') return this.fail(number, 'a number');
    // Negative ones are written with 64 bits, of which doubles keep the upper 53.
    return value >= 2 ** 63 ? -1 : value;
  }

  boolean(number: number, fallback: boolean): boolean {
    return this.integer(number, Number(fallback)) !== 0;
  }

  private fail(number: number, kind: string): never {
    throw new TokenizerFileError(this.where, `it is no SentencePiece model: field ${number} is not ${kind}`);
  }
}
