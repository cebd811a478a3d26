import type { Pointer } from './api-table.js';
import type { Environment } from './environment.js';

/** Frees memory when the array buffer over it is collected. */
const forgotten = new FinalizationRegistry<() => void>((free) => {
  free();
});

/**
 * Memory of ONNX Runtime's allocator, all zeros, seen from JavaScript without a copy. Where the JavaScript runtime
 * refuses such views (Electron), `bytes` is a copy, and `push` and `pull` carry it over.
 *
 * It is freed when nobody can see it: at `release()`, or, if its bytes were shown to a user, when those are collected.
 */
export class NativeMemory {
  readonly pointer: Pointer;
  readonly byteLength: number;
  private buffer: ArrayBuffer;
  private readonly isView: boolean;
  private readonly free: () => void;
  private shown = false;
  private released = false;

  constructor(
    private readonly environment: Environment,
    byteLength: number,
  ) {
    const { api, allocator } = environment;
    const out = new BigUint64Array(1);
    // A tensor without elements has an address too.
    this.byteLength = Math.max(byteLength, 1);
    api.AllocatorAlloc(allocator, this.byteLength, out);
    const [pointer] = out;
    this.pointer = pointer;
    this.free = () => {
      api.AllocatorFree(allocator, pointer);
    };
    const view = viewMemory(environment, pointer, this.byteLength);
    this.isView = view !== undefined;
    this.buffer = view ?? new ArrayBuffer(this.byteLength);
    forgotten.register(this.buffer, this.free, this.buffer);
    new Uint8Array(this.buffer).fill(0);
    this.push();
  }

  /** The bytes, for ourselves: they must not be touched after `release()`. */
  get bytes(): ArrayBuffer {
    return this.buffer;
  }

  /** The bytes, for a user, who may keep them. */
  show(): ArrayBuffer {
    this.shown = true;
    return this.buffer;
  }

  /** After JavaScript wrote: lets C see it. */
  push(byteLength = this.byteLength): void {
    if (!this.isView)
      this.environment.koffi.encode(this.pointer, 'uint8_t', new Uint8Array(this.buffer), byteLength);
  }

  /** After C wrote: lets JavaScript see it. */
  pull(): void {
    if (!this.isView)
      new Uint8Array(this.buffer).set(copyMemory(this.environment, this.pointer, this.byteLength));
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    if (!this.shown || !this.isView) {
      forgotten.unregister(this.buffer);
      this.free();
    }
  }
}

/** The memory at `pointer` as a view, or undefined where the JavaScript runtime has none. */
export function viewMemory(
  { koffi }: Environment,
  pointer: Pointer,
  byteLength: number,
): ArrayBuffer | undefined {
  try {
    return koffi.view(pointer, byteLength);
  } catch {
    return undefined;
  }
}

/** A copy of the memory at `pointer`. */
export function copyMemory(
  environment: Environment,
  pointer: Pointer,
  byteLength: number,
): Uint8Array<ArrayBuffer> {
  if (byteLength === 0) return new Uint8Array(0);
  const view = viewMemory(environment, pointer, byteLength);
  if (view) return new Uint8Array(view.slice(0));
  return environment.koffi.decode(pointer, 'uint8_t', byteLength) as Uint8Array<ArrayBuffer>;
}
