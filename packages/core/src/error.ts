import { nearestName } from './nearest-name.js';

/**
 * The base of every error that automodel throws on purpose: what was wrong, where, and what to do.
 *
 * `code` is stable and meant for programs; `message` is for people and may be reworded.
 */
export class AutomodelError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An argument or option that cannot be honoured: unknown, of the wrong type, or out of range. */
export class InvalidArgumentError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('invalid-argument', message, options);
  }
}

/** A call that its `AbortSignal` ended, before it began or in the middle; `cause` is the signal's reason. What was called stays usable. */
export class RunAbortedError extends AutomodelError {
  constructor(signal: { readonly reason: unknown }) {
    super('run-aborted', 'the computation was aborted', { cause: signal.reason });
  }
}

/** @throws RunAbortedError if an `AbortSignal` has aborted */
export function throwIfAborted(
  signal: { readonly aborted: boolean; readonly reason: unknown } | undefined,
): void {
  if (signal?.aborted) throw new RunAbortedError(signal);
}

/** More options than anybody wants to read in a message. */
const MANY = 40;

/** Refuses options that `allowed` does not name, so that none is ever ignored silently; says which one may be meant. */
export function refuseUnknownOptions(where: string, options: object, allowed: readonly string[]): void {
  if (typeof options !== 'object' || (options as object | null) === null) {
    throw new InvalidArgumentError(`${where} takes its options as an object, not as ${String(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!allowed.includes(name)) {
      const nearest = nearestName(name, allowed);
      const names =
        allowed.length > MANY
          ? `none of the ${allowed.length} that there are is similar`
          : `it takes ${allowed.join(', ')}`;
      const hint = nearest === undefined ? names : `did you mean "${nearest}"?`;
      throw new InvalidArgumentError(`${where} does not know the option "${name}"; ${hint}`);
    }
  }
}
