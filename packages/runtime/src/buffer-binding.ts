import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { EngineBuffer } from './engine-buffer.js';
import type { Engine } from './engine.js';
import { InvalidFeedError, SessionDisposedError } from './errors.js';
import type { Binding, TensorBuffer } from './session.js';
import { outputNamed, validateFeeds, validateTensor } from './validate-feeds.js';

type Compute = (signal: AbortSignal | undefined, task: () => Promise<void>) => Promise<void>;

/** The binding of every backend: checks buffers when they change, and hands them to the engine in its order. */
export class BufferBinding implements Binding {
  private readonly inputs = new Map<string, EngineBuffer>();
  private readonly outputs = new Map<string, EngineBuffer>();
  /** The inputs in the model's order. */
  private ordered: EngineBuffer[] = [];
  /** Sum of the buffers' revisions when they were last found to fit; -1 if they must be checked. */
  private checkedRevision = -1;
  private running?: Promise<void>;
  private disposed = false;

  /** @param compute runs a task while it keeps the session alive */
  constructor(
    private readonly engine: Engine,
    private readonly compute: Compute,
  ) {}

  input(name: string, buffer: TensorBuffer): this {
    if (!this.engine.inputs.some((input) => input.name === name)) {
      const known = this.engine.inputs.map((input) => `"${input.name}"`).join(', ');
      throw new InvalidFeedError(
        'unexpected-input',
        name,
        `the model has no input "${name}"; it takes ${known}`,
      );
    }
    return this.set(this.inputs, name, buffer);
  }

  output(name: string, buffer: TensorBuffer): this {
    outputNamed(this.engine.outputs, name);
    return this.set(this.outputs, name, buffer);
  }

  async run(options: { signal?: AbortSignal } = {}): Promise<void> {
    refuseUnknownOptions('Binding.run', options, ['signal']);
    this.assertIdle();
    this.check();
    const used = [...this.ordered, ...this.outputs.values()];
    for (const buffer of used) buffer.retain();
    const { signal } = options;
    this.running = this.compute(signal, () => this.engine.runBound(this.ordered, this.outputs, signal));
    try {
      await this.running;
    } finally {
      this.running = undefined;
      for (const buffer of used) buffer.release();
    }
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.allSettled([this.running]);
    this.inputs.clear();
    this.outputs.clear();
    this.ordered = [];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private set(to: Map<string, EngineBuffer>, name: string, buffer: TensorBuffer): this {
    this.assertIdle();
    if (!(buffer instanceof EngineBuffer) || buffer.backend !== this.engine.backend) {
      throw new InvalidArgumentError(
        `"${name}" can only be bound to a buffer that a session of the backend "${this.engine.backend}" allocated`,
      );
    }
    to.set(name, buffer);
    this.checkedRevision = -1;
    return this;
  }

  private assertIdle(): void {
    if (this.disposed) throw new SessionDisposedError('binding');
    if (this.running)
      throw new InvalidArgumentError('this binding is running; await the run before the next step');
  }

  /** A decoding step changes no shape, so the whole check is a sum. */
  private check(): void {
    let revision = 0;
    for (const map of [this.inputs, this.outputs]) {
      for (const [name, buffer] of map) {
        if (buffer.disposed) throw new SessionDisposedError(`buffer of "${name}"`);
        revision += buffer.revision;
      }
    }
    if (revision === this.checkedRevision) return;
    if (this.outputs.size === 0)
      throw new InvalidArgumentError('no output is bound, so there is nothing to compute');
    validateFeeds(this.engine.inputs, Object.fromEntries(this.inputs));
    for (const [name, buffer] of this.outputs)
      validateTensor('output', outputNamed(this.engine.outputs, name), buffer);
    this.ordered = this.engine.inputs.map((input) => this.inputs.get(input.name)!);
    this.checkedRevision = revision;
  }
}
