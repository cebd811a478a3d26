/** A pickle that cannot be read, and why. */
export class PickleError extends Error {
  constructor(
    /** `refused`: it asks for something that a table of tensors does not need. */
    readonly kind: 'refused' | 'malformed',
    reason: string,
  ) {
    super(reason);
  }
}

/** What a pickle may name, decided by the reader. */
export interface PickleHost {
  /** The value that a global stands for; only a {@link PickleFunction} can be called. Undefined: refused. */
  global(name: string): unknown;
  /** The object that a persistent id stands for. */
  persistent(id: unknown): unknown;
}

/** One of the reader's own functions, under the name by which a pickle calls it. */
export class PickleFunction {
  constructor(readonly call: (args: readonly unknown[]) => unknown) {}
}

/** A tensor takes about 30 values; this many fit into memory. */
const mostValues = 5_000_000;

const mark = Symbol('mark');
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a pickle of protocol 2 as torch.save writes it: dicts become Maps, tuples arrays. It executes nothing: globals
 * are looked up in the host's table, and objects are neither created nor changed.
 *
 * Format: the opcode table of Python's `pickletools`
 *
 * @throws PickleError
 */
export function unpickle(bytes: Uint8Array, host: PickleHost): unknown {
  return new Unpickler(bytes, host).run();
}

class Unpickler {
  private at = 0;
  private values = 0;
  private readonly stack: unknown[] = [];
  private readonly memo = new Map<number, unknown>();
  private readonly data: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly host: PickleHost,
  ) {
    this.data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): unknown {
    for (;;) {
      const opcode = String.fromCharCode(this.uint8());
      if (opcode === '.') return this.pop();
      const step = steps[opcode] as ((this: Unpickler) => void) | undefined;
      if (!step) {
        throw new PickleError('refused', `byte ${this.at - 1} is the instruction ${JSON.stringify(opcode)}`);
      }
      step.call(this);
    }
  }

  /** The position of the next `length` bytes, which are consumed. */
  private take(length: number): number {
    const begin = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new PickleError('malformed', 'it is cut off');
    return begin;
  }

  uint8(): number {
    return this.data.getUint8(this.take(1));
  }

  uint16(): number {
    return this.data.getUint16(this.take(2), true);
  }

  uint32(): number {
    return this.data.getUint32(this.take(4), true);
  }

  int32(): number {
    return this.data.getInt32(this.take(4), true);
  }

  float64(): number {
    return this.data.getFloat64(this.take(8), false);
  }

  /** A little-endian integer in two's complement, of any length that a number holds exactly. */
  long(): number {
    const length = this.uint8();
    if (length > 8) throw new PickleError('malformed', `an integer has ${length} bytes`);
    const begin = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[begin + i]);
    return Number(BigInt.asIntN(8 * length, value));
  }

  text(length: number): string {
    const begin = this.take(length);
    try {
      return decoder.decode(this.bytes.subarray(begin, begin + length));
    } catch (cause) {
      throw new PickleError('malformed', `a text at byte ${begin} is not UTF-8: ${String(cause)}`);
    }
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleError('malformed', 'it is cut off');
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  push(value: unknown): void {
    if (++this.values > mostValues) throw new PickleError('refused', `it has more than ${mostValues} values`);
    this.stack.push(value);
  }

  pop(): unknown {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  top(): unknown {
    const value = this.stack.at(-1);
    if (this.stack.length === 0 || value === mark)
      throw new PickleError('malformed', `it lacks a value at byte ${this.at}`);
    return value;
  }

  /** Everything above the topmost mark. */
  popToMark(): unknown[] {
    const begin = this.stack.lastIndexOf(mark);
    if (begin < 0) throw new PickleError('malformed', `it lacks a mark at byte ${this.at}`);
    const values = this.stack.splice(begin + 1);
    this.stack.pop();
    return values;
  }

  /** The last `count` values, as a tuple. */
  tuple(count: number): void {
    const values = Array.from({ length: count }, () => this.pop());
    this.push(values.reverse());
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    if (!this.memo.has(index))
      throw new PickleError('malformed', `it recalls a value ${index} that it never had`);
    this.push(this.memo.get(index));
  }

  setItems(items: readonly unknown[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) {
      throw new PickleError('malformed', `it adds items to what is no dict at byte ${this.at}`);
    }
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  global(): void {
    const name = `${this.line()}.${this.line()}`;
    const value = this.host.global(name);
    if (value === undefined) throw new PickleError('refused', `it asks for the Python object "${name}"`);
    this.push(value);
  }

  persistent(): void {
    this.push(this.host.persistent(this.pop()));
  }

  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(callee instanceof PickleFunction) || !Array.isArray(args)) {
      throw new PickleError('refused', `it calls what is no function at byte ${this.at}`);
    }
    this.push(callee.call(args));
  }

  /** Attributes of a dict (a state dict's `_metadata`) are of no use here; nothing else may have any. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof Map))
      throw new PickleError('refused', `it sets attributes of an object at byte ${this.at}`);
  }
}

/** The instructions that torch.save writes, by their byte. */
const steps: Readonly<Record<string, (this: Unpickler) => void>> = {
  /* PROTO */ '\x80'() {
    const protocol = this.uint8();
    if (protocol !== 2)
      throw new PickleError('refused', `it has protocol ${protocol}; torch.save writes protocol 2`);
  },
  /* MARK */ '('() {
    this.push(mark);
  },
  /* NONE */ N() {
    this.push(null);
  },
  /* NEWTRUE */ '\x88'() {
    this.push(true);
  },
  /* NEWFALSE */ '\x89'() {
    this.push(false);
  },
  /* BININT */ J() {
    this.push(this.int32());
  },
  /* BININT1 */ K() {
    this.push(this.uint8());
  },
  /* BININT2 */ M() {
    this.push(this.uint16());
  },
  /* LONG1 */ '\x8a'() {
    this.push(this.long());
  },
  /* BINFLOAT */ G() {
    this.push(this.float64());
  },
  /* BINUNICODE */ X() {
    this.push(this.text(this.uint32()));
  },
  /* EMPTY_DICT */ '}'() {
    this.push(new Map());
  },
  /* SETITEM */ s() {
    const value = this.pop();
    this.setItems([this.pop(), value]);
  },
  /* SETITEMS */ u() {
    this.setItems(this.popToMark());
  },
  /* EMPTY_TUPLE */ ')'() {
    this.push([]);
  },
  /* TUPLE */ t() {
    this.push(this.popToMark());
  },
  /* TUPLE1 */ '\x85'() {
    this.tuple(1);
  },
  /* TUPLE2 */ '\x86'() {
    this.tuple(2);
  },
  /* TUPLE3 */ '\x87'() {
    this.tuple(3);
  },
  /* BINPUT */ q() {
    this.remember(this.uint8());
  },
  /* LONG_BINPUT */ r() {
    this.remember(this.uint32());
  },
  /* BINGET */ h() {
    this.recall(this.uint8());
  },
  /* LONG_BINGET */ j() {
    this.recall(this.uint32());
  },
  /* GLOBAL */ c() {
    this.global();
  },
  /* BINPERSID */ Q() {
    this.persistent();
  },
  /* REDUCE */ R() {
    this.reduce();
  },
  /* BUILD */ b() {
    this.build();
  },
};
