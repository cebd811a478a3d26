import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from '@automodel/core';
import type koffi from 'koffi';
import { Limiter } from '../limiter.js';
import { OrtError, type OrtApi, type Pointer } from './api-table.js';
import { loadLibrary } from './library.js';

/** glibc's malloc.h: from how many bytes on a block is mapped by itself. */
const M_MMAP_THRESHOLD = -3;

/** Fatal: errors are thrown, so nothing needs to be printed too. */
const logLevel = 4;

/** ONNX Runtime in this process: its functions, its memory, and the one thread pool of all sessions. */
export interface Environment {
  readonly koffi: typeof koffi;
  readonly api: OrtApi;
  readonly env: Pointer;
  readonly allocator: Pointer;
  /** Says "in this machine's ordinary memory" of tensors. */
  readonly memoryInfo: Pointer;
  readonly threads: number;
  /**
   * False if other code in this process made ONNX Runtime's environment, of which there is one, before us and without a
   * pool: then every session has threads of its own.
   */
  readonly sharesThreads: boolean;
  /** Calls under way on libuv's thread pool; one of its threads is left to files and name look-ups. */
  readonly limiter: Limiter;
  /** Ends each computation under way, which the end of the process would wait for. */
  readonly terminators: Set<() => void>;
}

let environment: Promise<Environment> | undefined;

/**
 * The environment, made at the first call.
 *
 * @param threads size of the pool; default: as many as the process may use
 * @throws InvalidArgumentError if the pool exists with another number of threads
 */
export async function openEnvironment(threads?: number): Promise<Environment> {
  environment ??= create(threads ?? availableParallelism());
  const opened = await environment;
  if (threads !== undefined && opened.sharesThreads && threads !== opened.threads) {
    throw new InvalidArgumentError(
      `threads: ${threads} cannot be honoured: the first session made the shared pool with ${opened.threads}. ` +
        'Give the first session the number of threads that all should have',
    );
  }
  return opened;
}

async function create(threads: number): Promise<Environment> {
  const { koffi: ffi, api } = await loadLibrary();
  returnFreedMemory(ffi);
  const out = new BigUint64Array(1);
  api.CreateThreadingOptions(out);
  const [threading] = out;
  api.SetGlobalIntraOpNumThreads(threading, threads);
  api.SetGlobalInterOpNumThreads(threading, 1);
  api.SetGlobalSpinControl(threading, 0);
  api.CreateEnvWithGlobalThreadPools(logLevel, 'automodel', threading, out);
  const [env] = out;
  api.ReleaseThreadingOptions(threading);
  api.GetAllocatorWithDefaultOptions(out);
  const [allocator] = out;
  api.CreateCpuMemoryInfo(0, 0, out);
  const [memoryInfo] = out;
  const terminators = new Set<() => void>();
  process.once('exit', () => {
    for (const terminate of terminators) terminate();
  });
  return {
    koffi: ffi,
    api,
    env,
    allocator,
    memoryInfo,
    threads,
    sharesThreads: hasGlobalPool(api, env),
    limiter: new Limiter(Math.max(1, uvThreads() - 1)),
    terminators,
  };
}

/**
 * Has glibc give large blocks back to the system as soon as they are freed. It would learn from the first ones to keep them,
 * in places that later ones do not fit: memory would grow with every text.
 */
function returnFreedMemory(ffi: typeof koffi): void {
  if (process.platform !== 'linux') return;
  try {
    const mallopt = ffi.load('libc.so.6').func('mallopt', 'int', ['int', 'int']) as (
      parameter: number,
      value: number,
    ) => number;
    mallopt(M_MMAP_THRESHOLD, 2 ** 20);
  } catch {
    // Another C library, which has its own ways.
  }
}

/** An empty model never loads; the reason is another one if the environment has no pool to share. */
function hasGlobalPool(api: OrtApi, env: Pointer): boolean {
  const out = new BigUint64Array(1);
  api.CreateSessionOptions(out);
  const [options] = out;
  try {
    api.DisablePerSessionThreads(options);
    api.CreateSessionFromArray(env, out, 0, options, out);
    return true;
  } catch (error) {
    return !(error instanceof OrtError && error.message.includes('CreateEnvWithGlobalThreadPools'));
  } finally {
    api.ReleaseSessionOptions(options);
  }
}

function uvThreads(): number {
  const set = Number(process.env.UV_THREADPOOL_SIZE);
  return Number.isInteger(set) && set > 0 ? set : 4;
}
