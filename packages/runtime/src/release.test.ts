import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { backends, float32, sumAndProduct } from '../test/models.js';
import { InferenceSession } from './inference-session.js';
import type { Engine } from './engine.js';
import { createSession } from './index.js';

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc') as () => void;

/** Collects garbage and lets finalizers run. */
async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function residentBytes(): Promise<number> {
  await collect();
  return process.memoryUsage.rss();
}

const x = float32([1, 2], [1, 2]);

describe.each(backends)('memory on %s', (backend) => {
  it('does not grow in 10,000 rounds of create, run, dispose', async () => {
    const model = sumAndProduct();
    const rounds = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const session = await createSession(model, { backend });
        await session.run({ x, y: x });
        await session.dispose();
      }
    };
    await rounds(4000);
    const before = await residentBytes();
    await rounds(6000);
    // A session takes some 100 KiB, so a leak of one a round would be 600 MiB.
    expect((await residentBytes()) - before).toBeLessThan(20 * 1024 * 1024);
  }, 300_000);

  it('does not grow with runs, bound or not, and their buffers', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    const large = float32([2048, 2], Array<number>(4096).fill(1));
    const rounds = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        await session.run({ x: large, y: large });
        const buffer = session.allocate('float32', [2048, 2]);
        buffer.data[0] = 1;
        await using binding = session.bind().input('x', buffer).input('y', buffer).output('sum', buffer);
        await binding.run();
        buffer.dispose();
        if (i % 500 === 0) await collect();
      }
    };
    await rounds(2000);
    const before = await residentBytes();
    await rounds(4000);
    // 16 KiB a tensor and round would be 64 MiB.
    expect((await residentBytes()) - before).toBeLessThan(20 * 1024 * 1024);
  });

  it('of forgotten sessions, bindings and buffers is released by the garbage collector', async () => {
    const model = sumAndProduct();
    const forget = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const session = await createSession(model, { backend });
        const megabyte = session.allocate('float32', [128 * 1024, 2]);
        await session.bind().input('x', megabyte).input('y', megabyte).output('sum', megabyte).run();
        if (i % 20 === 0) await collect();
      }
    };
    await forget(50);
    const before = await residentBytes();
    await forget(200);
    expect((await residentBytes()) - before).toBeLessThan(50 * 1024 * 1024);
  });
});

it('a session releases its engine once: when it is disposed, or when it is forgotten', async () => {
  const released: string[] = [];
  const engine = (name: string): Engine => ({
    backend: 'native',
    inputs: [],
    outputs: [],
    run: () => Promise.resolve({}),
    runBound: () => Promise.resolve(),
    allocate: () => {
      throw new Error('not in this test');
    },
    release: () => {
      released.push(name);
      return Promise.resolve();
    },
  });
  await (async () => {
    const session = new InferenceSession(engine('disposed'));
    await session.dispose();
    await session.dispose();
    new InferenceSession(engine('forgotten'));
  })();
  expect(released).toEqual(['disposed']);
  await collect();
  expect(released).toEqual(['disposed', 'forgotten']);
});
