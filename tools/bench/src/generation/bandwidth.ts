import { Worker } from 'node:worker_threads';

const MEGABYTES = 192;

const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  const one = Buffer.alloc(workerData, 1);
  const other = Buffer.alloc(workerData, 1);
  parentPort.on('message', () => {
    one.equals(other);
    parentPort.postMessage('read');
  });
  parentPort.postMessage('ready');
`;

/** Gigabytes a second that `threads` threads read from memory together: each compares two equal buffers, the best of 5. */
export async function memoryBandwidth(threads: number): Promise<number> {
  const bytes = MEGABYTES * 2 ** 20;
  const workers = Array.from(
    { length: threads },
    () => new Worker(source, { eval: true, workerData: bytes }),
  );
  const answers = (): Promise<unknown> =>
    Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  await answers();
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    const read = answers();
    for (const worker of workers) worker.postMessage('read');
    await read;
    best = Math.min(best, performance.now() - begun);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return (2 * bytes * threads) / best / 1e6;
}
