import { InvalidArgumentError } from './error.js';

interface Rows {
  at(index: number): unknown;
}

/**
 * A prototype that makes `object[0]` and `object[-1]` mean `object.at(0)` and `object.at(-1)`. It stands at the end of
 * the prototype chain, so that it is asked only for what the object and its class do not have: methods cost nothing.
 */
export const rowsByIndex: object = new Proxy(Object.prototype, {
  get(target, key, object: Rows): unknown {
    return isIndex(key) ? object.at(Number(key)) : Reflect.get(target, key, object);
  },
  set(target, key, value, object): boolean {
    if (!isIndex(key)) return Reflect.set(target, key, value, object);
    throw new InvalidArgumentError(`rows of a tensor cannot be assigned; write into its data (index ${key})`);
  },
});

function isIndex(key: string | symbol): key is string {
  return typeof key === 'string' && /^-?\d+$/.test(key);
}
