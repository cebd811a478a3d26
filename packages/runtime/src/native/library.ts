import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type koffi from 'koffi';
import type { LibraryHandle } from 'koffi';
import { readApi, type OrtApi, type Pointer } from './api-table.js';

export interface OrtLibrary {
  readonly koffi: typeof koffi;
  /** Held because koffi unloads a library whose handle is collected, and then every function's address dangles. */
  readonly handle: LibraryHandle;
  readonly api: OrtApi;
  /** Version of ONNX Runtime, for example `1.30.0`. */
  readonly version: string;
}

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

/** The version of the function table that is asked for; of it only functions are used that are older. */
const apiVersion = 22;

/** ONNX Runtime recurses through a graph; koffi's default of 128 KiB is too little for a deep one. */
const asyncStackSize = 4 * 1024 * 1024;

/**
 * Loads ONNX Runtime and its C API.
 *
 * @throws Error saying why it cannot be done here: no file for this platform, no foreign functions, a wrong version
 */
export function loadLibrary(): Promise<OrtLibrary> {
  library ??= load();
  return library;
}

let library: Promise<OrtLibrary> | undefined;

async function load(): Promise<OrtLibrary> {
  const path = libraryPath();
  const { default: ffi } = await import('koffi');
  // Possible only before the first load, by anyone in this process.
  if (ffi.config().async_stack_size! < asyncStackSize) ffi.config({ async_stack_size: asyncStackSize });
  const handle = loadFunctions(ffi, path);
  const getBase = handle.func('OrtGetApiBase', 'void *', []) as () => Pointer;
  const [getApi, getVersion] = ffi.decode(getBase(), 'void *', 2) as Pointer[];
  const version = ffi.decode(getVersion, ffi.proto('const char *', []))() as string;
  // Asking too old a library for its table would print on stderr, so its version comes first.
  const [, minor] = /^1\.(\d+)\./.exec(version) ?? [];
  const getTable = ffi.decode(getApi, ffi.proto('void *', ['uint32_t'])) as (
    version: number,
  ) => Pointer | null;
  const table = Number(minor) >= apiVersion ? getTable(apiVersion) : null;
  if (table === null) {
    throw new Error(`${path} is ONNX Runtime ${version}; 1.${apiVersion} or a later 1.x is needed`);
  }
  return { koffi: ffi, handle, api: readApi(ffi, table), version };
}

function loadFunctions(ffi: typeof koffi, path: string): LibraryHandle {
  try {
    return ffi.load(path);
  } catch (error) {
    throw new Error(`${path} does not load: ${(error as Error).message}`, { cause: error });
  }
}

/** The file named by `AUTOMODEL_ORT_LIBRARY`, else the one inside the package `onnxruntime-node`. */
function libraryPath(): string {
  const chosen = process.env.AUTOMODEL_ORT_LIBRARY;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`AUTOMODEL_ORT_LIBRARY names ${chosen}, which does not exist`);
    return chosen;
  }
  const { platform, arch } = process;
  const fileName = fileNames[platform];
  if (!fileName) {
    throw new Error(`there is no ONNX Runtime for ${platform}; set AUTOMODEL_ORT_LIBRARY to one`);
  }
  const installed = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const path = join(installed, 'bin', 'napi-v6', platform, arch, fileName);
  if (!existsSync(path)) {
    throw new Error(
      `onnxruntime-node has no ${fileName} for ${platform} ${arch}; set AUTOMODEL_ORT_LIBRARY to one`,
    );
  }
  return path;
}
