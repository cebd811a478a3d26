import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Tensor, type DataType } from '@automodel/core';
import type { EngineBuffer } from '../engine-buffer.js';
import type { Engine } from '../engine.js';
import { RunError, SessionCreationError } from '../errors.js';
import type { SessionOptions, TensorInfo } from '../session.js';
import { SharedBuffer } from './buffer.js';
import type { TensorMessage } from './protocol.js';
import { workerClient, WorkerError } from './worker-client.js';

/** A model in `onnxruntime-node`, on a worker thread because that package computes on the thread that calls it. */
export class OnnxRuntimeNodeEngine implements Engine {
  readonly backend = 'onnxruntime-node';

  private constructor(
    private readonly session: number,
    readonly inputs: readonly TensorInfo[],
    readonly outputs: readonly TensorInfo[],
  ) {}

  /** @throws SessionCreationError if ONNX Runtime refuses the model */
  static async create(model: Uint8Array, options: SessionOptions): Promise<OnnxRuntimeNodeEngine> {
    if (options.initializers?.size) {
      throw new InvalidArgumentError('initializers: sessions of onnxruntime-node hold nothing together');
    }
    const session = workerClient.newSession();
    try {
      const { inputs, outputs } = await workerClient.request((moved) => {
        const bytes = model.slice();
        moved.push(bytes.buffer);
        return { kind: 'create', session, model: bytes, options: ortOptions(options) };
      });
      return new OnnxRuntimeNodeEngine(session, inputs, outputs);
    } catch (error) {
      if (error instanceof WorkerError) throw new SessionCreationError(error.message, { cause: error });
      throw error;
    }
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Record<string, Tensor>> {
    return this.compute(outputs, signal, (moved) =>
      Object.fromEntries(
        Object.entries(feeds).map(([name, { type, dims, data }]) => {
          const copy = data.slice();
          moved.push(copy.buffer as ArrayBuffer);
          return [name, { type, dims, data: copy }];
        }),
      ),
    );
  }

  allocate<T extends DataType>(type: T, dims: readonly number[]): EngineBuffer<T> {
    return new SharedBuffer(type, dims);
  }

  async runBound(
    inputs: readonly SharedBuffer[],
    outputs: ReadonlyMap<string, SharedBuffer>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const results = await this.compute([...outputs.keys()], signal, () =>
      Object.fromEntries(
        inputs.map(({ type, dims, elements }, i) => [this.inputs[i].name, { type, dims, data: elements }]),
      ),
    );
    for (const [name, buffer] of outputs) buffer.write(name, results[name]);
  }

  async release(): Promise<void> {
    await workerClient.request(() => ({ kind: 'release', session: this.session }));
  }

  private async compute(
    outputs: readonly string[],
    signal: AbortSignal | undefined,
    feeds: (moved: ArrayBuffer[]) => Record<string, TensorMessage>,
  ): Promise<Record<string, Tensor>> {
    try {
      const results = await workerClient.request(
        (moved) => ({ kind: 'run', session: this.session, feeds: feeds(moved), outputs }),
        signal,
      );
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]),
      );
    } catch (error) {
      if (error instanceof WorkerError) throw new RunError(error.message, { cause: error });
      throw error;
    }
  }
}

function ortOptions(options: SessionOptions): object {
  const config: Record<string, string> = { 'session.intra_op.allow_spinning': '0', ...options.config };
  if (options.externalDataFolder !== undefined) {
    config['session.model_external_initializers_file_folder_path'] = options.externalDataFolder;
  }
  return {
    graphOptimizationLevel: options.graphOptimizationLevel ?? 'all',
    intraOpNumThreads: options.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    enableCpuMemArena: options.memoryArena ?? true,
    extra: config,
  };
}
