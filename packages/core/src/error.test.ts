import { describe, expect, test } from 'vitest';
import {
  AutomodelError,
  InvalidArgumentError,
  refuseUnknownOptions,
  RunAbortedError,
  throwIfAborted,
} from './index.js';

class ParseError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('parse-failed', message, options);
  }
}

describe('AutomodelError', () => {
  test('has a code for programs, a message for people, and the name of its class', () => {
    const cause = new Error('unexpected end');
    const error = new ParseError('config.json is cut off', { cause });
    expect(error).toBeInstanceOf(AutomodelError);
    expect(error).toMatchObject({
      code: 'parse-failed',
      message: 'config.json is cut off',
      name: 'ParseError',
      cause,
    });
    expect(new InvalidArgumentError('no')).toMatchObject({
      code: 'invalid-argument',
      name: 'InvalidArgumentError',
    });
  });
});

describe('throwIfAborted', () => {
  test('throws an error that has the reason as its cause', () => {
    const controller = new AbortController();
    for (const signal of [undefined, controller.signal]) {
      expect(() => {
        throwIfAborted(signal);
      }).not.toThrow();
    }
    controller.abort('enough');
    expect(() => {
      throwIfAborted(controller.signal);
    }).toThrow(expect.objectContaining({ code: 'run-aborted', cause: 'enough' }) as RunAbortedError);
  });
});

describe('refuseUnknownOptions', () => {
  test('lets known options pass', () => {
    expect(() => {
      refuseUnknownOptions('pipe()', { top_k: 5 }, ['top_k', 'targets']);
    }).not.toThrow();
  });

  test('names the option that it does not know, and those that there are', () => {
    expect(() => {
      refuseUnknownOptions('pipe()', { topK: 5 }, ['top_k', 'targets']);
    }).toThrow('pipe() does not know the option "topK"; did you mean "top_k"?');
    expect(() => {
      refuseUnknownOptions('pipe()', { colour: 5 }, ['top_k', 'targets']);
    }).toThrow('pipe() does not know the option "colour"; it takes top_k, targets');
  });

  test.each([null, 'top_k', 5])('refuses %j in place of options', (options) => {
    expect(() => {
      refuseUnknownOptions('pipe()', options as unknown as object, []);
    }).toThrow(`pipe() takes its options as an object, not as ${options}`);
  });
});
