import { describe, expect, test } from 'vitest';
import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from './half.js';

const everyHalf = Array.from({ length: 0x10000 }, (_, bits) => bits);

describe('half precision', () => {
  // torch.tensor([...]).half().view(torch.int16) of PyTorch 2.13
  test.each([
    [1.5, 15872],
    [1e-8, 0],
    [65519, 31743],
    [65520, 31744],
    [-0, 0x8000],
    [6e-8, 1],
    [3e-5, 503],
    [Infinity, 31744],
    [0.1, 11878],
  ])('rounds %d to the float16 that PyTorch gives', (value, bits) => {
    expect(numberToFloat16(value)).toBe(bits);
  });

  // torch.tensor([...]).bfloat16().view(torch.int16)
  test.each([
    [1.5, 16320],
    [3e38, 32610],
    [0.1, 15821],
    [1e-40, 1],
    [-Infinity, 0xff80],
    [3.4e38, 32640],
    [-0, 0x8000],
  ])('rounds %d to the bfloat16 that PyTorch gives', (value, bits) => {
    expect(numberToBfloat16(value)).toBe(bits);
  });

  test.each([
    ['float16', float16ToNumber, numberToFloat16],
    ['bfloat16', bfloat16ToNumber, numberToBfloat16],
  ])('keeps every %s', (_, decode, encode) => {
    const changed = everyHalf.filter((bits) => !Number.isNaN(decode(bits)) && encode(decode(bits)) !== bits);
    expect(changed).toEqual([]);
    expect(decode(encode(NaN))).toBeNaN();
  });

  test('ties go to the even neighbour', () => {
    const [below, above] = [1 + 1 / 1024, 1 + 2 / 1024];
    expect(float16ToNumber(numberToFloat16((1 + below) / 2))).toBe(1);
    expect(float16ToNumber(numberToFloat16((below + above) / 2))).toBe(above);
    expect(float16ToNumber(numberToFloat16(1.5 * 2 ** -24))).toBe(2 * 2 ** -24);
  });
});
