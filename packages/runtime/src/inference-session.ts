import {
  InvalidArgumentError,
  refuseUnknownOptions,
  throwIfAborted,
  type DataType,
  type Tensor,
} from '@automodel/core';
import { BufferBinding } from './buffer-binding.js';
import type { Engine } from './engine.js';
import { SessionDisposedError } from './errors.js';
import type { BackendName, Binding, RunOptions, Session, TensorBuffer, TensorInfo } from './session.js';
import { outputNamed, validateFeeds } from './validate-feeds.js';

/** A net for sessions that are forgotten instead of disposed. */
const forgotten = new FinalizationRegistry<Engine>((engine) => void engine.release());

/** Checks what comes in, counts what runs, and releases the engine once. */
export class InferenceSession implements Session {
  private readonly outputNames: readonly string[];
  private readonly running = new Set<Promise<unknown>>();
  private disposing?: Promise<void>;

  constructor(private readonly engine: Engine) {
    this.outputNames = engine.outputs.map((output) => output.name);
    forgotten.register(this, engine, this);
  }

  get backend(): BackendName {
    return this.engine.backend;
  }

  get inputs(): readonly TensorInfo[] {
    return this.engine.inputs;
  }

  get outputs(): readonly TensorInfo[] {
    return this.engine.outputs;
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, Tensor>> {
    refuseUnknownOptions('Session.run', options, ['outputs', 'signal']);
    const outputs = options.outputs ? [...new Set(options.outputs)] : this.outputNames;
    for (const name of outputs) outputNamed(this.outputs, name);
    if (outputs.length === 0)
      throw new InvalidArgumentError('no output is asked for, so there is nothing to compute');
    return this.compute(options.signal, () => {
      validateFeeds(this.inputs, feeds);
      return this.engine.run(feeds, outputs, options.signal);
    });
  }

  allocate<T extends DataType>(type: T, dims: readonly number[]): TensorBuffer<T> {
    this.assertUsable();
    return this.engine.allocate(type, dims);
  }

  bind(): Binding {
    this.assertUsable();
    return new BufferBinding(this.engine, (signal, task) => this.compute(signal, task));
  }

  dispose(): Promise<void> {
    forgotten.unregister(this);
    this.disposing ??= Promise.allSettled(this.running).then(() => this.engine.release());
    return this.disposing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Runs `task`, keeping the session and its engine alive for as long. */
  private async compute<T>(signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    this.assertUsable();
    throwIfAborted(signal);
    const computation = task();
    this.running.add(computation);
    try {
      return await computation;
    } finally {
      this.running.delete(computation);
    }
  }

  private assertUsable(): void {
    if (this.disposing) throw new SessionDisposedError();
  }
}
