import type { Binding } from '@automodel/runtime';

/** What all rows of an input read beside their own tokens: the keys and values that an encoder made of it. */
export interface InputMemory {
  /** Binds it to the inputs of a decoder. */
  bind(binding: Binding): void;
  /** Input `to` becomes what input `from` was. */
  move(from: number, to: number): void;
  /** Takes the first `inputs` inputs into the next run. */
  resize(inputs: number): void;
  dispose(): void;
}
