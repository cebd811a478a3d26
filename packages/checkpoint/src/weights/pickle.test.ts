import { describe, expect, test } from 'vitest';
import { call, dict, global, int, none, pickle, text, tuple } from '../../test/torch-writer.js';
import { bytes } from '../../test/zip-writer.js';
import { PickleError, PickleFunction, unpickle, type PickleHost } from './pickle.js';

const host: PickleHost = {
  global: (name) =>
    ({ 'm.sum': new PickleFunction((args) => Number(args[0]) + Number(args[1])), 'm.pi': 3 })[name],
  persistent: (id) => ({ id }),
};

const read = (value: Uint8Array): unknown => unpickle(pickle(value), host);

describe('unpickle', () => {
  test.each<[string, Uint8Array, unknown]>([
    ['None', none, null],
    ['True', bytes([1, 0x88]), true],
    ['integers of 1, 2 and 4 bytes', tuple(int(255), bytes('M', [2, 65535]), int(-2)), [255, 65535, -2]],
    [
      'long integers',
      tuple(int(2 ** 40), int(-(2 ** 40)), bytes([1, 0x8a], [1, 0])),
      [2 ** 40, -(2 ** 40), 0],
    ],
    ['a float, big-endian', bytes('G', [1, 0x3f], [1, 0xf8], [6, 0]), 1.5],
    ['text', text('é'), 'é'],
    ['a dict', dict({ a: int(1) }), new Map([['a', 1]])],
    ['one item set', bytes('}', text('a'), int(1), 's'), new Map([['a', 1]])],
    ['short tuples', bytes(')', int(1), [1, 0x85], [1, 0x86]), [[], [1]]],
    ['a tuple of three', bytes(int(1), int(2), int(3), [1, 0x87]), [1, 2, 3]],
    ['the memo', bytes(text('a'), 'q', [1, 7], 'h', [1, 7], [1, 0x86]), ['a', 'a']],
    ['the long memo', bytes(text('a'), 'r', [4, 700], 'j', [4, 700], [1, 0x86]), ['a', 'a']],
    ['a persistent id', bytes(int(5), 'Q'), { id: 5 }],
    ["a call of the host's function", call(global('m', 'sum'), int(1), int(2)), 3],
  ])('reads %s', (_, value, expected) => {
    expect(read(value)).toEqual(expected);
  });

  test.each<[string, Uint8Array]>([
    ['a global that the host does not know', global('os', 'system')],
    ['a call of a value', call(global('m', 'pi'))],
    ['a call without a tuple', bytes(global('m', 'sum'), none, 'R')],
    ['attributes of what is no dict', bytes(int(1), none, 'b')],
    ['the instruction that makes an object', bytes(global('m', 'pi'), ')', [1, 0x81])],
    ['the instruction INST', bytes('(ios\nsystem\n')],
  ])('refuses %s', (_, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ kind: 'refused' }));
  });

  test('refuses more values than fit into memory', () => {
    expect(() => read(new Uint8Array(5_000_001).fill('}'.charCodeAt(0)))).toThrow('more than 5000000 values');
  });

  test('refuses another protocol', () => {
    expect(() => unpickle(pickle(none, 4), host)).toThrow('protocol 4');
  });

  test.each<[string, Uint8Array]>([
    ['a pop from the empty stack', bytes('Q')],
    ['a pop of a mark', bytes('(', [1, 0x85])],
    ['a tuple without a mark', bytes('t')],
    ['a value that the memo never had', bytes('h', [1, 3])],
    ['items of what is no dict', bytes(none, '(', int(1), int(2), 'u')],
    ['a key without a value', bytes('}(', int(1), 'u')],
    ['text longer than the pickle', bytes('X', [4, 1000], 'abc')],
    ['text that is not UTF-8', bytes('X', [4, 1], [1, 0xff])],
    ['an integer of 200 bytes', bytes([1, 0x8a], [1, 200])],
    ['a global without its end', bytes('cmodule')],
  ])('finds %s malformed', (_, value) => {
    expect(() => read(value)).toThrow(PickleError);
    expect(() => read(value)).toThrow(expect.objectContaining({ kind: 'malformed' }));
  });

  test('finds every beginning of a pickle malformed', () => {
    const whole = pickle(
      dict({ a: tuple(int(1), int(2 ** 40), text('b'), call(global('m', 'sum'), int(1), int(1))) }),
    );
    for (let length = 0; length < whole.length; length++) {
      expect(() => unpickle(whole.subarray(0, length), host)).toThrow(
        expect.objectContaining({ kind: 'malformed' }),
      );
    }
  });
});
