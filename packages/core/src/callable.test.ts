import { expect, expectTypeOf, test } from 'vitest';
import { Callable } from './index.js';

abstract class Named {
  abstract get name(): string;
  greet(): string {
    return `I am ${this.name}`;
  }
}

class Scaler extends Callable<(x: number) => number, typeof Named>(Named) {
  constructor(readonly factor: number) {
    super();
  }

  override get name(): string {
    return `times ${this.factor}`;
  }

  _call(x: number): number {
    return this.factor * x;
  }
}

test('an instance can be called, and the call is _call', () => {
  const double = new Scaler(2);
  expect(double(21)).toBe(42);
  expectTypeOf(double).toBeCallableWith(1);
});

test('it is an instance of its classes, with their fields, getters and methods', () => {
  const double = new Scaler(2);
  expect(double).toBeInstanceOf(Scaler);
  expect(double).toBeInstanceOf(Named);
  expect(double.factor).toBe(2);
  expect(double.greet()).toBe('I am times 2');
});

test('a base class is optional', () => {
  class Echo extends Callable<(x: string) => string>() {
    _call(x: string): string {
      return x;
    }
  }
  expect(new Echo()('hello')).toBe('hello');
});
