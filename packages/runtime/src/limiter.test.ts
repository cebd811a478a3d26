import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Limiter } from './limiter.js';

it('a limiter begins tasks in order, never more than its limit at a time, and all of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean()),
      async (scheduler, limit, tasks) => {
        const limiter = new Limiter(limit);
        const begun: number[] = [];
        let running = 0;
        const runs = tasks.map((fails, i) =>
          limiter.run(async () => {
            begun.push(i);
            expect(++running).toBeLessThanOrEqual(limit);
            await scheduler.schedule(Promise.resolve());
            running--;
            if (fails) throw new Error(`task ${i}`);
            return i;
          }),
        );
        const settled = Promise.allSettled(runs);
        await scheduler.waitFor(settled);
        expect((await settled).map((run) => run.status === 'rejected')).toEqual(tasks);
        expect(begun).toEqual(tasks.map((_, i) => i));
      },
    ),
  );
});

it('a limiter gives the place of an aborted task that waits to the next', async () => {
  const limiter = new Limiter(1);
  let finish: (() => void) | undefined;
  const first = limiter.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const controller = new AbortController();
  const second = limiter.run(() => Promise.resolve('second'), controller.signal);
  const third = limiter.run(() => Promise.resolve('third'));
  controller.abort('too late');
  await expect(second).rejects.toMatchObject({ code: 'run-aborted', cause: 'too late' });
  finish?.();
  await first;
  expect(await third).toBe('third');
});
