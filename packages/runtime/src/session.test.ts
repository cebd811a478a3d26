import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, ones, Tensor, typedArrays, type DataType } from '@automodel/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backends,
  externalAdd,
  float32,
  identity,
  lateAdd,
  linear,
  longRunning,
  longRunningFeeds,
  sumAndProduct,
} from '../test/models.js';
import { createSession, RunError, SessionCreationError, SessionDisposedError } from './index.js';

describe.each(backends)('a session on %s', (backend) => {
  it('says which backend computes, and what the model takes and gives', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    expect(session.backend).toBe(backend);
    expect(session.inputs).toEqual([
      { name: 'x', type: 'float32', shape: ['n', 2] },
      { name: 'y', type: 'float32', shape: ['n', 2] },
    ]);
    expect(session.outputs.map((output) => output.name)).toEqual(['sum', 'product']);
  });

  it('computes all outputs, or those that are asked for, in their order', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    const feeds = { y: float32([2, 2], [10, 20, 30, 40]), x: float32([2, 2], [1, 2, 3, 4]) };
    expect(await session.run(feeds)).toEqual({
      sum: float32([2, 2], [11, 22, 33, 44]),
      product: float32([2, 2], [10, 40, 90, 160]),
    });
    expect(Object.keys(await session.run(feeds, { outputs: ['product'] }))).toEqual(['product']);
    expect(Object.keys(await session.run(feeds, { outputs: ['product', 'sum'] }))).toEqual([
      'product',
      'sum',
    ]);
  });

  it('takes shapes that grow, shrink and are empty from run to run, and parts of larger arrays', async () => {
    await using session = await createSession(identity('float32', 'n'), { backend });
    await fc.assert(
      fc.asyncProperty(fc.float32Array({ maxLength: 200, noNaN: true }), fc.nat(3), async (values, begin) => {
        const part = values.subarray(Math.min(begin, values.length));
        const { z } = await session.run({ x: new Tensor('float32', part, [part.length]) });
        expect(z.dims).toEqual([part.length]);
        expect(z.data).toEqual(part.slice());
      }),
      { numRuns: 50 },
    );
  });

  it('gives outputs that stay as they are when the session runs again and is disposed', async () => {
    const session = await createSession(identity('float32', 'n'), { backend });
    const { z: first } = await session.run({ x: float32([3], [1, 2, 3]) });
    await session.run({ x: float32([3], [4, 5, 6]) });
    await session.dispose();
    expect(first).toEqual(float32([3], [1, 2, 3]));
  });

  const numbers: DataType[] = [
    'float32',
    'float64',
    'int8',
    'uint8',
    'int16',
    'uint16',
    'int32',
    'uint32',
    'bool',
    'float16',
  ];
  it.each([...numbers, 'int64' as const, 'uint64' as const])('carries %s', async (type) => {
    await using session = await createSession(identity(type, 3), { backend });
    const big = type === 'int64' || type === 'uint64';
    const data = big
      ? typedArrays[type].from([0n, 1n, 2n ** 40n] as never)
      : typedArrays[type].from([0, 1, type === 'bool' ? 1 : 100]);
    const x = new Tensor(type, data, [3]);
    expect((await session.run({ x })).z).toEqual(x);
  });

  it('runs many computations at once on one session', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        session.run({ x: float32([1, 2], [i, i]), y: float32([1, 2], [1, 2]) }),
      ),
    );
    results.forEach(({ sum }, i) => {
      expect(sum.tolist()).toEqual([[i + 1, i + 2]]);
    });
  });

  it('runs two sessions at once', async () => {
    await using first = await createSession(sumAndProduct(), { backend });
    await using second = await createSession(identity('int32', 'n'), { backend });
    const x = float32([1, 2], [1, 2]);
    const [a, b] = await Promise.all([
      first.run({ x, y: x }, { outputs: ['sum'] }),
      second.run({ x: new Tensor('int32', [7], [1]) }),
    ]);
    expect(a.sum.tolist()).toEqual([[2, 4]]);
    expect(b.z.tolist()).toEqual([7]);
  });

  it('leaves the event loop free while it computes', async () => {
    await using session = await createSession(longRunning(), { backend });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await session.run(longRunningFeeds(20_000));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it.each([
    ['a missing input', { x: [1, 2] }, 'missing-input', '"y"'],
    ['an unknown input', { x: [1, 2], y: [1, 2], mask: [1, 2] }, 'unexpected-input', '"mask"'],
    [
      'a dimension of another size',
      { x: [1, 3], y: [1, 3] },
      'wrong-tensor-shape',
      'float32[n,2], but float32[1,3]',
    ],
    [
      'another number of dimensions',
      { x: [2], y: [2] },
      'wrong-tensor-shape',
      'float32[n,2], but float32[2]',
    ],
    [
      'sizes that disagree',
      { x: [1, 2], y: [3, 2] },
      'wrong-tensor-shape',
      '"n" is 1 in the input "x" but 3 in "y"',
    ],
  ] as const)('refuses %s and stays usable', async (_, shapes, code, words) => {
    await using session = await createSession(sumAndProduct(), { backend });
    const feeds = Object.fromEntries(
      Object.entries(shapes).map(([name, dims]) => [name, ones(dims, 'float32')]),
    );
    await expect(session.run(feeds)).rejects.toMatchObject({
      name: 'InvalidFeedError',
      code,
      message: expect.stringContaining(words) as string,
    });
    const x = float32([1, 2], [1, 2]);
    expect((await session.run({ x, y: x })).sum.tolist()).toEqual([[2, 4]]);
  });

  it('refuses another element type, an unknown output and an unknown option', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    const x = float32([1, 2], [1, 2]);
    await expect(session.run({ x, y: x.to('int32') })).rejects.toMatchObject({
      code: 'wrong-tensor-type',
      tensor: 'y',
    });
    await expect(session.run({ x, y: x }, { outputs: ['logits'] })).rejects.toMatchObject({
      code: 'unknown-output',
    });
    await expect(session.run({ x, y: x }, { output: ['sum'] } as object)).rejects.toThrow('"output"');
  });

  it('names the node that failed, and its operator', async () => {
    await using session = await createSession(lateAdd(), { backend });
    const failure = session.run({ x: float32([2], [1, 2]), y: float32([3], [1, 2, 3]) });
    await expect(failure).rejects.toBeInstanceOf(RunError);
    await expect(failure).rejects.toMatchObject({
      code: 'run-failed',
      node: 'encoder.layer.3.add',
      opType: 'Add',
      ortMessage: expect.stringContaining('2 by 3') as string,
    });
    expect((await session.run({ x: float32([1], [1]), y: float32([1], [2]) })).z.tolist()).toEqual([3]);
  });

  it('refuses bytes that are no model, and options that it cannot honour', async () => {
    await expect(createSession(new Uint8Array(10), { backend })).rejects.toBeInstanceOf(SessionCreationError);
    await expect(createSession(new Uint8Array(0), { backend })).rejects.toMatchObject({
      code: 'session-creation-failed',
    });
    const refused = async (options: object): Promise<void> => {
      await expect(createSession(sumAndProduct(), { backend, ...options })).rejects.toBeInstanceOf(
        InvalidArgumentError,
      );
    };
    await refused({ threads: 0 });
    await refused({ graphOptimizationLevel: 'most' });
    await refused({ device: 'cuda' });
  });

  it('passes on how far the graph is optimized', async () => {
    const failingOperator = async (graphOptimizationLevel: 'disabled' | 'all'): Promise<unknown> => {
      await using session = await createSession(linear(), { backend, graphOptimizationLevel });
      const error: unknown = await session
        .run({ x: float32([1, 3], [1, 2, 3]) })
        .catch((failure: unknown) => failure);
      return error instanceof RunError && error.opType;
    };
    expect(await failingOperator('disabled')).toBe('MatMul');
    expect(await failingOperator('all')).toBe('Gemm');
  });

  it('passes on config entries', async () => {
    const config = { 'session.load_model_format': 'ORT' };
    await expect(createSession(sumAndProduct(), { backend, config })).rejects.toBeInstanceOf(
      SessionCreationError,
    );
  });

  it('waits for what runs when it is disposed, and refuses to be used afterwards', async () => {
    const session = await createSession(longRunning(), { backend });
    const running = session.run(longRunningFeeds(100));
    await Promise.all([session.dispose(), session.dispose()]);
    expect((await running).z.dims).toEqual([128, 128]);
    await expect(session.run(longRunningFeeds(1))).rejects.toBeInstanceOf(SessionDisposedError);
    expect(() => session.bind()).toThrow(SessionDisposedError);
    expect(() => session.allocate('float32', [1])).toThrow(SessionDisposedError);
    await session[Symbol.asyncDispose]();
  });
});

describe.each(backends)('external data on %s', (backend) => {
  let folder: string;
  const weight = {
    type: 'float32',
    dims: [3],
    location: 'model.safetensors',
    offset: 7,
    length: 12,
  } as const;
  const model = externalAdd({ ...weight, dims: [...weight.dims] });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runtime-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const writeWeights = (): Promise<void> =>
    writeFile(
      join(folder, weight.location),
      Buffer.concat([Buffer.alloc(7), Buffer.from(Float32Array.of(10, 20, 30).buffer)]),
    );

  it('is read at an odd offset', async () => {
    await writeWeights();
    await using session = await createSession(model, { backend, externalDataFolder: folder });
    expect((await session.run({ x: float32([3], [1, 2, 3]) })).z.tolist()).toEqual([11, 22, 33]);
  });

  it('that is too short or missing does not load', async () => {
    await writeWeights();
    await truncate(join(folder, weight.location), 15);
    await expect(createSession(model, { backend, externalDataFolder: folder })).rejects.toBeInstanceOf(
      SessionCreationError,
    );
    await rm(join(folder, weight.location));
    await expect(createSession(model, { backend, externalDataFolder: folder })).rejects.toThrow(
      weight.location,
    );
  });
});

describe.each(backends)('memory of runs on %s', (backend) => {
  it('need not be kept', async () => {
    await using session = await createSession(sumAndProduct(), { backend, memoryArena: false });
    const x = float32([1, 2], [3, 4]);
    for (let run = 0; run < 3; run++) {
      expect((await session.run({ x, y: x })).product.tolist()).toEqual([[9, 16]]);
    }
  });
});

describe('bfloat16', () => {
  it('is carried by the native backend as raw bits', async () => {
    await using session = await createSession(identity('bfloat16', 2), { backend: 'native' });
    const x = new Tensor('bfloat16', [0x3f80, 0xc000], [2]);
    expect((await session.run({ x })).z).toEqual(x);
  });

  it('is refused by onnxruntime-node, whose JavaScript API does not know it', async () => {
    const refused = createSession(identity('bfloat16', 2), { backend: 'onnxruntime-node' });
    await expect(refused).rejects.toBeInstanceOf(SessionCreationError);
  });
});
