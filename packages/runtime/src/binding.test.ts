import { softmax, Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { backends, cachedAttention, identity, longRunning, sumAndProduct } from '../test/models.js';
import { createSession, SessionDisposedError, type TensorBuffer } from './index.js';

describe.each(backends)('a binding on %s', (backend) => {
  it('computes on what JavaScript writes between runs', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    expect(session.backend).toBe(backend);
    const x = session.allocate('float32', [1, 2]);
    const sum = session.allocate('float32', [1, 2]);
    await using binding = session.bind().input('x', x).input('y', x).output('sum', sum);
    expect([...x.data]).toEqual([0, 0]);
    const { data: result } = sum;
    for (const step of [1, 2, 3]) {
      x.data.set([step, 10 * step]);
      await binding.run();
      expect([...result]).toEqual([2 * step, 20 * step]);
    }
  });

  it('takes a buffer in another shape over the same memory', async () => {
    await using session = await createSession(identity('int32', 'n'), { backend });
    const x = session.allocate('int32', [4]);
    const z = session.allocate('int32', [4]);
    await using binding = session.bind().input('x', x).output('z', z);
    x.data.set([1, 2, 3, 4]);
    await binding.run();
    expect([...z.data]).toEqual([1, 2, 3, 4]);
    x.resize([2]);
    z.resize([2]);
    x.data.set([5, 6]);
    await binding.run();
    expect([...z.data]).toEqual([5, 6]);
    z.resize([4]);
    expect([...z.data]).toEqual([5, 6, 3, 4]);
    expect(() => {
      x.resize([5]);
    }).toThrow('cannot be resized to int32[5]');
  });

  it('appends to a cache that is both a past input and a present output', async () => {
    const capacity = 16;
    await using session = await createSession(cachedAttention(capacity), { backend });
    const row = (name: number, token: number): Float32Array =>
      Float32Array.from({ length: 8 }, (_, i) => Math.sin(name + 7 * token + i));
    const [query, key, value] = ['query', 'key', 'value'].map(() => session.allocate('float32', [1, 4, 8]));
    const attended = session.allocate('float32', [1, 4, 8]);
    const keys = session.allocate('float32', [1, 1, capacity, 8]);
    const values = session.allocate('float32', [1, 1, capacity, 8]);
    const lastPosition = session.allocate('int32', [1]);
    const length = session.allocate('int32', [1]);
    await using binding = session
      .bind()
      .input('query', query)
      .input('key', key)
      .input('value', value)
      .input('pastKey', keys)
      .input('pastValue', values)
      .input('lastPosition', lastPosition)
      .input('length', length)
      .output('attended', attended)
      .output('presentKey', keys)
      .output('presentValue', values);

    const step = async (begin: number, end: number): Promise<void> => {
      [query, key, value].forEach((buffer, name) => {
        buffer.resize([1, end - begin, 8]);
        for (let token = begin; token < end; token++) buffer.data.set(row(name, token), (token - begin) * 8);
      });
      attended.resize([1, end - begin, 8]);
      lastPosition.data[0] = end - 1;
      length.data[0] = end;
      await binding.run();
      expect([...keys.data.subarray(0, end * 8)]).toEqual(
        Array.from({ length: end }, (_, token) => [...row(1, token)]).flat(),
      );
      for (let token = begin; token < end; token++)
        expectClose(attended, token - begin, reference(row, token));
    };
    await step(0, 4);
    for (let token = 4; token < capacity; token++) await step(token, token + 1);
  });

  it('refuses buffers that are missing, do not fit, are disposed or come from elsewhere', async () => {
    await using session = await createSession(sumAndProduct(), { backend });
    const x = session.allocate('float32', [1, 2]);
    const binding = session
      .bind()
      .input('x', x)
      .output('sum', session.allocate('float32', [1, 2]));
    await expect(binding.run()).rejects.toMatchObject({ code: 'missing-input', tensor: 'y' });
    binding.input('y', session.allocate('float32', [2, 2]));
    await expect(binding.run()).rejects.toMatchObject({ code: 'wrong-tensor-shape' });
    binding.input('y', session.allocate('int32', [1, 2]));
    await expect(binding.run()).rejects.toMatchObject({ code: 'wrong-tensor-type' });
    expect(() => binding.input('z', x)).toThrow('has no input "z"');
    expect(() => binding.output('z', x)).toThrow('has no output "z"');
    expect(() =>
      binding.input('y', new Tensor('float32', [1, 2], [1, 2]) as unknown as TensorBuffer),
    ).toThrow('allocated');
    expect(() => session.allocate('float32', [-1])).toThrow('not a shape');
    await expect(session.bind().input('x', x).input('y', x).run()).rejects.toThrow('no output is bound');

    binding.input('y', x);
    await binding.run();
    x.dispose();
    x.dispose();
    await expect(binding.run()).rejects.toBeInstanceOf(SessionDisposedError);
    expect(() => x.data).toThrow(SessionDisposedError);
    await binding.dispose();
    await binding.dispose();
    await expect(binding.run()).rejects.toBeInstanceOf(SessionDisposedError);
  });

  it('fails where an output has another shape than its buffer', async () => {
    await using session = await createSession(identity('float32', 'n'), { backend });
    const x = session.allocate('float32', [2]);
    const z = session.allocate('float32', [3]);
    const binding = session.bind().input('x', x).output('z', z);
    await expect(binding.run()).rejects.toMatchObject({ code: 'run-failed' });
    z.resize([2]);
    await binding.run();
  });

  it('runs one computation at a time, keeps disposed buffers for it, and lets their arrays be read', async () => {
    await using session = await createSession(longRunning(), { backend });
    const x = session.allocate('float32', [128, 128]);
    const steps = session.allocate('int64', []);
    const z = session.allocate('float32', [128, 128]);
    const { data: result } = z;
    x.data.fill(3);
    steps.data[0] = 500n;
    const binding = session.bind().input('x', x).input('steps', steps).output('z', z);
    const running = binding.run();
    await expect(binding.run()).rejects.toThrow('is running');
    expect(() => binding.input('x', x)).toThrow('is running');
    expect(() => {
      x.resize([1]);
    }).toThrow('while a run uses it');
    for (const buffer of [x, steps, z]) buffer.dispose();
    await binding.dispose();
    await running;
    expect(result.every((value) => value === 3)).toBe(true);
  });

  it('shares a buffer between sessions', async () => {
    await using first = await createSession(sumAndProduct(), { backend });
    await using second = await createSession(identity('float32', 'n', 2), { backend });
    const x = first.allocate('float32', [1, 2]);
    const between = first.allocate('float32', [1, 2]);
    const z = second.allocate('float32', [1, 2]);
    x.data.set([2, 3]);
    await first.bind().input('x', x).input('y', x).output('product', between).run();
    await second.bind().input('x', between).output('z', z).run();
    expect([...z.data]).toEqual([4, 9]);
  });
});

it('a buffer of one backend cannot be bound on another', async () => {
  await using native = await createSession(identity('float32', 'n'), { backend: 'native' });
  await using other = await createSession(identity('float32', 'n'), { backend: 'onnxruntime-node' });
  expect(() => native.bind().input('x', other.allocate('float32', [1]))).toThrow('backend "native"');
});

/** Attention of one head, of the token to itself and those before it. */
function reference(row: (name: number, token: number) => Float32Array, token: number): number[] {
  const query = row(0, token);
  const tokens = Array.from({ length: token + 1 }, (_, i) => i);
  const scores = softmax(
    tokens.map((i) => row(1, i).reduce((sum, k, j) => sum + k * query[j], 0) / Math.sqrt(8)),
  );
  return Array.from(query, (_, j) => tokens.reduce((sum, i) => sum + scores[i] * row(2, i)[j], 0));
}

function expectClose(buffer: TensorBuffer<'float32'>, index: number, expected: number[]): void {
  const actual = buffer.data.subarray(index * 8, (index + 1) * 8);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 5);
  });
}
