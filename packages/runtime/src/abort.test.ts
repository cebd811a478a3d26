import { getEventListeners } from 'node:events';
import { RunAbortedError } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { backends, longRunning, longRunningFeeds } from '../test/models.js';
import { createSession } from './index.js';

/** Years on the native backend, whose computation an abort ends; seconds where it goes on in the background. */
const steps = { native: 1e12, 'onnxruntime-node': 40_000 };

describe.each(backends)('an AbortSignal on %s', (backend) => {
  it('ends a computation, and the session stays usable', async () => {
    await using session = await createSession(longRunning(), { backend });
    const controller = new AbortController();
    const reason = new Error('the user went away');
    const running = session.run(longRunningFeeds(steps[backend]), { signal: controller.signal });
    setTimeout(() => {
      controller.abort(reason);
    }, 100);
    await expect(running).rejects.toBeInstanceOf(RunAbortedError);
    await expect(running).rejects.toMatchObject({ code: 'run-aborted', cause: reason });
    const { z } = await session.run(longRunningFeeds(1));
    expect(z.data.every((value) => value === 1)).toBe(true);
  });

  it('ends a bound computation', async () => {
    await using session = await createSession(longRunning(), { backend });
    const input = longRunningFeeds(steps[backend]);
    const x = session.allocate('float32', [128, 128]);
    const count = session.allocate('int64', []);
    count.data[0] = input.steps.data[0] as bigint;
    const z = session.allocate('float32', [128, 128]);
    await using binding = session.bind().input('x', x).input('steps', count).output('z', z);
    const running = binding.run({ signal: AbortSignal.timeout(100) });
    await expect(running).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
    x.data.fill(2);
    count.data[0] = 1n;
    await binding.run();
    expect(z.data.every((value) => value === 2)).toBe(true);
  });

  it('that has aborted already lets nothing run', async () => {
    await using session = await createSession(longRunning(), { backend });
    await expect(session.run(longRunningFeeds(1e12), { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(
      RunAbortedError,
    );
  });

  it('rejects at once what waits for its turn', async () => {
    await using session = await createSession(longRunning(), { backend });
    const controller = new AbortController();
    const { signal } = controller;
    const runs = Array.from({ length: 5 }, () => session.run(longRunningFeeds(steps[backend]), { signal }));
    controller.abort();
    const settled = await Promise.allSettled(runs);
    expect(settled.every((run) => run.status === 'rejected' && run.reason instanceof RunAbortedError)).toBe(
      true,
    );
  });

  it('is not listened to any more when a run has ended', async () => {
    await using session = await createSession(longRunning(), { backend });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 5 }, () => session.run(longRunningFeeds(1), { signal })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
