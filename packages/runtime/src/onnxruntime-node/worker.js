// The worker thread of the backend `onnxruntime-node`, whose `run` computes on the thread that calls it. It is
// JavaScript so that Node can start it from the sources as well as from the build.
import { parentPort, workerData } from 'node:worker_threads';
import ort from 'onnxruntime-node';

/** @import { Created, Outputs, Request, TensorMessage } from './protocol.js' */
/** @import { TensorInfo } from '../session.js' */

// Errors are thrown, so nothing needs to be printed too.
ort.env.logLevel = 'fatal';

/** @type {Map<number, ort.InferenceSession>} */
const sessions = new Map();

/** @param {number} id @param {Uint8Array} model @param {object} options @returns {Promise<Created>} */
async function create(id, model, options) {
  const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 4 });
  try {
    const created = {
      inputs: session.inputMetadata.map(describe),
      outputs: session.outputMetadata.map(describe),
    };
    sessions.set(id, session);
    return created;
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** @param {ort.InferenceSession.ValueMetadata} metadata @returns {TensorInfo} */
function describe(metadata) {
  const { name } = metadata;
  if (!metadata.isTensor) throw new Error(`"${name}" is not a tensor`);
  if (['string', 'int4', 'uint4'].includes(metadata.type)) {
    throw new Error(`"${name}" has element type ${metadata.type}, which is not supported`);
  }
  const type = /** @type {TensorInfo['type']} */ (metadata.type);
  return { name, type, shape: metadata.shape.map((dim) => (dim === '' ? '?' : dim)) };
}

/** @param {number} id @param {Record<string, TensorMessage>} feeds @param {readonly string[]} names @returns {Promise<Outputs>} */
async function run(id, feeds, names) {
  const session = sessions.get(id);
  if (!session) throw new Error('the worker thread that held this session has ended');
  const results = await session.run(
    Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toOrt(tensor)])),
    names,
  );
  return Object.fromEntries(names.map((name) => [name, fromOrt(results[name])]));
}

/** @param {TensorMessage} message */
function toOrt({ type, dims, data }) {
  // ONNX Runtime's binding does not take shared memory.
  const own = data.buffer instanceof SharedArrayBuffer ? data.slice() : data;
  return new ort.Tensor(/** @type {ort.Tensor.Type} */ (type), /** @type {Float32Array} */ (own), dims);
}

/** @param {ort.Tensor} tensor @returns {TensorMessage} */
function fromOrt({ type, dims, data }) {
  const { buffer, byteOffset, length } = /** @type {Uint16Array<ArrayBuffer>} */ (data);
  // Where JavaScript has a Float16Array, half precision comes in one; ours are raw bits.
  const elements = type === 'float16' ? new Uint16Array(buffer, byteOffset, length) : data;
  return /** @type {TensorMessage} */ ({ type, dims, data: elements });
}

/** @param {Request} request */
async function handle(request) {
  switch (request.kind) {
    case 'create':
      return create(request.session, request.model, request.options);
    case 'run':
      return run(request.session, request.feeds, request.outputs);
    case 'release':
      await sessions.get(request.session)?.release();
      sessions.delete(request.session);
      return null;
  }
}

/** How many requests are under way, for a process that wants to end. */
const underWay = /** @type {Int32Array<SharedArrayBuffer>} */ (workerData);
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
port.on('message', async (/** @type {Request} */ request) => {
  try {
    const result = await handle(request);
    const moved = request.kind === 'run' ? Object.values(/** @type {Outputs} */ (result)) : [];
    port.postMessage(
      { result },
      moved.map((tensor) => /** @type {ArrayBuffer} */ (tensor.data.buffer)),
    );
  } catch (error) {
    port.postMessage({ error: /** @type {Error} */ (error).message });
  } finally {
    Atomics.sub(underWay, 0, 1);
    Atomics.notify(underWay, 0);
  }
});
