import type { DataType, Tensor } from '@automodel/core';
import type { EngineBuffer } from '../engine-buffer.js';
import type { Engine } from '../engine.js';
import { SessionCreationError } from '../errors.js';
import type { SessionOptions, TensorInfo } from '../session.js';
import type { Pointer } from './api-table.js';
import { NativeBuffer } from './buffer.js';
import { openEnvironment, type Environment } from './environment.js';
import { NameArray } from './names.js';
import { RunCall } from './run-call.js';
import { createOrtSession } from './create-ort-session.js';
import { readTensorInfos } from './tensor-info.js';

/** Calls that a session keeps for later runs; with them, their copies of the inputs. */
const keptCalls = 2;

/** A model in ONNX Runtime's C API. */
export class NativeEngine implements Engine {
  readonly backend = 'native';
  private readonly inputNames: NameArray;
  /** By the outputs asked for. */
  private readonly outputNames = new Map<string, NameArray>();
  private readonly idle: RunCall[] = [];

  private constructor(
    private readonly environment: Environment,
    private readonly session: Pointer,
    readonly inputs: readonly TensorInfo[],
    readonly outputs: readonly TensorInfo[],
    private readonly initializers: readonly NativeBuffer[],
  ) {
    for (const buffer of initializers) buffer.retain();
    this.inputNames = new NameArray(
      environment,
      inputs.map((input) => input.name),
    );
  }

  /** @throws SessionCreationError if ONNX Runtime refuses the model */
  static async create(model: Uint8Array, options: SessionOptions): Promise<NativeEngine> {
    const environment = await openEnvironment(options.threads);
    const session = await createOrtSession(environment, model, options);
    try {
      const { inputs, outputs } = readTensorInfos(environment, session);
      const initializers = [...(options.initializers?.values() ?? [])] as NativeBuffer[];
      return new NativeEngine(environment, session, inputs, outputs, initializers);
    } catch (error) {
      environment.api.ReleaseSession(session);
      throw new SessionCreationError((error as Error).message, { cause: error });
    }
  }

  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Record<string, Tensor>> {
    return this.withCall(signal, async (call) => {
      this.inputs.forEach((input, i) => {
        call.stageInput(i, input, feeds[input.name]);
      });
      outputs.forEach((_, i) => {
        call.setOutput(i, 0n);
      });
      await call.run(this.session, this.inputNames, this.namesOf(outputs), signal);
      return Object.fromEntries(outputs.map((name, i) => [name, call.takeOutput(i)]));
    });
  }

  allocate<T extends DataType>(type: T, dims: readonly number[]): EngineBuffer<T> {
    return new NativeBuffer(this.environment, type, dims);
  }

  runBound(
    inputs: readonly NativeBuffer[],
    outputs: ReadonlyMap<string, NativeBuffer>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    return this.withCall(signal, async (call) => {
      const results = [...outputs.values()];
      inputs.forEach((buffer, i) => {
        buffer.push();
        call.setInput(i, buffer.ortValue);
      });
      results.forEach((buffer, i) => {
        call.setOutput(i, buffer.ortValue);
      });
      await call.run(this.session, this.inputNames, this.namesOf([...outputs.keys()]), signal);
      for (const buffer of results) buffer.pull();
    });
  }

  async release(): Promise<void> {
    const { api } = this.environment;
    for (const call of this.idle) call.release();
    for (const names of this.outputNames.values()) names.release();
    this.inputNames.release();
    await api.ReleaseSession.async(this.session);
    for (const buffer of this.initializers) buffer.release();
  }

  /** Waits for a turn, then lends a call to `task`. */
  private withCall<T>(signal: AbortSignal | undefined, task: (call: RunCall) => Promise<T>): Promise<T> {
    return this.environment.limiter.run(async () => {
      const call = this.idle.pop() ?? new RunCall(this.environment, this.inputs.length, this.outputs.length);
      try {
        return await task(call);
      } finally {
        if (this.idle.length < keptCalls) this.idle.push(call);
        else call.release();
      }
    }, signal);
  }

  private namesOf(outputs: readonly string[]): NameArray {
    const key = outputs.join('\0');
    let names = this.outputNames.get(key);
    if (!names) {
      names = new NameArray(this.environment, outputs);
      this.outputNames.set(key, names);
    }
    return names;
  }
}
