import { EngineError } from '../engine.js';

/** What the language and tools ask any object for. */
const probes = ['then', 'toJSON', 'call', 'apply', 'bind', 'asymmetricMatch', 'nodeType', '$$typeof'];

/**
 * A model or pipeline whose types promise what only automodel's have: asked for that, it throws an error that says so.
 *
 * @param what how errors call it
 */
export function strict<T extends object>(target: T, what: string): T {
  return new Proxy(target, {
    get(object, name, receiver) {
      if (typeof name === 'string' && !(name in object) && !probes.includes(name)) {
        throw new EngineError(
          `${what} has no "${name}" with the engine @huggingface/transformers; automodel needs the weights that Python saves`,
        );
      }
      return Reflect.get(object, name, receiver) as unknown;
    },
  });
}
