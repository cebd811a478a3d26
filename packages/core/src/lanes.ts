import type { Numbers } from './elements.js';
import { sizeOf } from './layout.js';

/** The numbers along one dimension at one place of all others, copied. */
export type Lane = Float64Array;

/** `f` of every lane along dimension `axis`: its results in the order of the other dimensions. */
export function reduceLanes(
  numbers: Numbers,
  dims: readonly number[],
  axis: number,
  f: (lane: Lane) => number,
): Float64Array {
  const results = new Float64Array(sizeOf(dims.with(axis, 1)));
  let next = 0;
  forEachLane(numbers, dims, axis, (lane) => {
    results[next++] = f(lane);
  });
  return results;
}

/** The numbers after `f` has changed every lane along dimension `axis` in place. */
export function mapLanes(
  numbers: Numbers,
  dims: readonly number[],
  axis: number,
  f: (lane: Lane) => void,
): Float64Array {
  const results = new Float64Array(numbers.length);
  forEachLane(numbers, dims, axis, (lane, start, stride) => {
    f(lane);
    for (let i = 0; i < lane.length; i++) results[start + i * stride] = lane[i];
  });
  return results;
}

/** One lane after another, in the same array. */
function forEachLane(
  numbers: Numbers,
  dims: readonly number[],
  axis: number,
  visit: (lane: Lane, start: number, stride: number) => void,
): void {
  const stride = sizeOf(dims.slice(axis + 1));
  const lane = new Float64Array(dims[axis]);
  const block = stride * lane.length;
  const blocks = sizeOf(dims.slice(0, axis));
  for (let b = 0; b < blocks; b++) {
    for (let start = b * block; start < b * block + stride; start++) {
      for (let i = 0; i < lane.length; i++) lane[i] = numbers[start + i * stride];
      visit(lane, start, stride);
    }
  }
}
