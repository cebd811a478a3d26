type CallSignature = (...args: never[]) => unknown;

interface Implementation {
  _call(...args: unknown[]): unknown;
}

/** Makes every instance a function that forwards to its `_call`, as in `await model(inputs)`. */
class CallableBase {
  constructor() {
    const instance = (...args: unknown[]): unknown => (instance as unknown as Implementation)._call(...args);
    return Object.setPrototypeOf(instance, new.target.prototype) as CallableBase;
  }
}

/**
 * A base class whose instances can be called, as pipelines, tokenizers and models are in transformers.
 *
 * @example
 * class Doubler extends Callable<(x: number) => number>() {
 *   _call(x: number) { return 2 * x; }
 * }
 * new Doubler()(21); // 42
 */
export function Callable<Call extends CallSignature>(): new () => Call {
  return CallableBase as unknown as new () => Call;
}
