import { describe, expect, it } from 'vitest';
import { float32, sumAndProduct } from '../../test/models.js';
import { createSession } from '../index.js';
import { openEnvironment } from './environment.js';

// There is one environment in a process, so the tests of this file, a process of its own, come in this order.
describe('the environment of ONNX Runtime', () => {
  it('may have been made by other code, without a thread pool to share', async () => {
    await using other = await createSession(sumAndProduct(), { backend: 'onnxruntime-node' });
    const { sharesThreads } = await openEnvironment();
    expect(sharesThreads).toBe(false);

    await using session = await createSession(sumAndProduct(), { backend: 'native', threads: 1 });
    const x = float32([1, 2], [1, 2]);
    expect(await session.run({ x, y: x })).toEqual(await other.run({ x, y: x }));
  });

  it('then gives every session the threads that it asks for', async () => {
    await using first = await createSession(sumAndProduct(), { backend: 'native', threads: 1 });
    await using second = await createSession(sumAndProduct(), { backend: 'native', threads: 2 });
    expect([first.backend, second.backend]).toEqual(['native', 'native']);
  });
});
