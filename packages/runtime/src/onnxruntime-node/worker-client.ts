import { Worker } from 'node:worker_threads';
import { RunAbortedError } from '@automodel/core';
import { BackendUnavailableError } from '../errors.js';
import { Limiter } from '../limiter.js';
import type { Created, Outputs, Reply, Request } from './protocol.js';

/** What the worker said when a request failed. */
export class WorkerError extends Error {}

/** Milliseconds. */
const longestWaitAtExit = 60_000;

interface Results {
  create: Created;
  run: Outputs;
  release: null;
}

/** The worker thread that computes for all sessions of this backend, one request after another. */
class WorkerClient {
  private worker?: Worker;
  private readonly limiter = new Limiter(1);
  private nextSession = 0;
  /** How many requests are under way: counted, since a reply can arrive before the worker is done with it. */
  private readonly underWay = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  newSession(): number {
    return this.nextSession++;
  }

  /**
   * Sends a request when the ones before it are done.
   *
   * @param prepare makes the request when its turn has come; what it adds to `moved` is moved, not copied
   * @throws RunAbortedError at once if `signal` aborts; a computation that has begun goes on, and later ones wait for it
   */
  request<K extends keyof Results>(
    prepare: (moved: ArrayBuffer[]) => Request & { kind: K },
    signal?: AbortSignal,
  ): Promise<Results[K]> {
    const finished = this.limiter.run(() => {
      const moved: ArrayBuffer[] = [];
      return this.send(prepare(moved), moved) as Promise<Results[K]>;
    }, signal);
    return signal ? untilAborted(finished, signal) : finished;
  }

  private start(): Worker {
    // A worker that is ended while ONNX Runtime computes takes the process down with SIGABRT.
    process.once('exit', () => {
      this.waitUntilIdle();
    });
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: this.underWay });
  }

  /** Blocks this thread. */
  private waitUntilIdle(): void {
    const end = Date.now() + longestWaitAtExit;
    for (let count; (count = Atomics.load(this.underWay, 0)) > 0;) {
      if (Atomics.wait(this.underWay, 0, count, end - Date.now()) === 'timed-out') return;
    }
  }

  private send(request: Request, moved: ArrayBuffer[]): Promise<unknown> {
    const worker = (this.worker ??= this.start());
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        worker.off('message', reply).off('error', fail);
        worker.unref();
      };
      const reply = (message: Reply): void => {
        settle();
        if ('error' in message) reject(new WorkerError(message.error));
        else resolve(message.result);
      };
      const fail = (error: Error): void => {
        settle();
        Atomics.store(this.underWay, 0, 0);
        this.worker = undefined;
        reject(new BackendUnavailableError('onnxruntime-node', error.message, { cause: error }));
      };
      worker.once('message', reply).once('error', fail);
      // An idle worker must not keep the process alive, a busy one must.
      worker.ref();
      Atomics.add(this.underWay, 0, 1);
      worker.postMessage(request, moved);
    });
  }
}

function untilAborted<T>(finished: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new RunAbortedError(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
    finished.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

export const workerClient = new WorkerClient();
