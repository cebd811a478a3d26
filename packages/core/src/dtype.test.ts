import { expect, test } from 'vitest';
import { byteSize, typedArrays, type DataType } from './index.js';

test('byteSize is the width of an element', () => {
  const widths = Object.fromEntries(
    (Object.keys(typedArrays) as DataType[]).map((type) => [type, byteSize(type)]),
  );
  expect(widths).toEqual({
    float32: 4,
    float64: 8,
    float16: 2,
    bfloat16: 2,
    int8: 1,
    uint8: 1,
    int16: 2,
    uint16: 2,
    int32: 4,
    uint32: 4,
    int64: 8,
    uint64: 8,
    bool: 1,
  });
});
