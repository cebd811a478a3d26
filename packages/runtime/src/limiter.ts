import { RunAbortedError, throwIfAborted } from '@automodel/core';

/** Lets at most `limit` tasks run at a time; the others wait in order. */
export class Limiter {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly limit: number) {}

  /** @throws RunAbortedError if `signal` aborts before the task has begun */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.running === this.limit) await this.turn(signal);
    else this.running++;
    try {
      throwIfAborted(signal);
      return await task();
    } finally {
      this.passOn();
    }
  }

  /** Waits for the place of a task that ends. */
  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting.delete(enter);
        reject(new RunAbortedError(signal!));
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  private passOn(): void {
    const [next] = this.waiting;
    if (!next) {
      this.running--;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
