type CallSignature = (...args: never[]) => unknown;
type Constructor = abstract new () => object;

interface Implementation {
  _call(...args: unknown[]): unknown;
}

/**
 * A base class whose instances can be called, as pipelines, tokenizers and models are in transformers: a call forwards to
 * `_call`.
 *
 * `Callable<object>` leaves the signature to subclasses, which declare it in an interface of their name.
 *
 * The base class that is extended, if one is given, must have no fields of its own.
 *
 * @example
 * class Doubler extends Callable<(x: number) => number>() {
 *   _call(x: number) { return 2 * x; }
 * }
 * new Doubler()(21); // 42
 */
export function Callable<Call extends CallSignature | object>(): new () => Call;
export function Callable<Call extends CallSignature | object, Base extends Constructor>(
  base: Base,
): abstract new () => InstanceType<Base> & Call;
export function Callable(base: Constructor = Object): unknown {
  abstract class CallableBase extends base {
    constructor() {
      super();
      const instance = (...args: unknown[]): unknown =>
        (instance as unknown as Implementation)._call(...args);
      // A function's own `name` and `length` would hide getters of the subclass.
      for (const property of ['name', 'length']) Reflect.deleteProperty(instance, property);
      return Object.setPrototypeOf(instance, new.target.prototype) as CallableBase;
    }
  }
  return CallableBase;
}
