import { Worker } from 'node:worker_threads';

const MEGABYTES = 192;
const PASSES = 20;

const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  const one = Buffer.alloc(workerData.bytes, 1);
  const other = Buffer.alloc(workerData.bytes, 1);
  parentPort.on('message', () => {
    for (let pass = 0; pass < workerData.passes; pass++) one.equals(other);
    parentPort.postMessage('read');
  });
  parentPort.postMessage('ready');
`;

/**
 * Gigabytes a second that `threads` threads read from memory together, over about as long as a text is written: each
 * compares two equal buffers, again and again.
 */
export async function memoryBandwidth(threads: number): Promise<number> {
  const bytes = MEGABYTES * 2 ** 20;
  const workers = Array.from(
    { length: threads },
    () => new Worker(source, { eval: true, workerData: { bytes, passes: PASSES } }),
  );
  const answers = (): Promise<unknown> =>
    Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  await answers();
  const begun = performance.now();
  const read = answers();
  for (const worker of workers) worker.postMessage('read');
  await read;
  const milliseconds = performance.now() - begun;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return (2 * bytes * PASSES * threads) / milliseconds / 1e6;
}
