/** What processors ask of a row of scores, without sorting it; by index, which is three times as fast as by iterator. */

/** The largest score and the sum of `exp(score - largest)`: all that a softmax needs besides the scores. */
export interface Normalizer {
  readonly largest: number;
  readonly sum: number;
  /** The logarithm of the sum of all exponentials: log-probability is `score - logSum`. */
  readonly logSum: number;
}

export function largestOf(scores: Float32Array): number {
  const { length } = scores;
  let largest = -Infinity;
  for (let i = 0; i < length; i++) if (scores[i] > largest) largest = scores[i];
  return largest;
}

export function normalizer(scores: Float32Array): Normalizer {
  const { length } = scores;
  const largest = largestOf(scores);
  let sum = 0;
  for (let i = 0; i < length; i++) if (scores[i] !== -Infinity) sum += Math.exp(scores[i] - largest);
  return { largest, sum, logSum: largest + Math.log(sum) };
}

/** Turns scores into log-probabilities, in place. */
export function logSoftmaxInPlace(scores: Float32Array): void {
  const { logSum } = normalizer(scores);
  for (let i = 0; i < scores.length; i++) scores[i] -= logSum;
}

let candidateIds = new Int32Array(0);
let candidateScores = new Float32Array(0);

/** The tokens that are possible: where other processors left few, few have to be looked at. */
export interface Candidates {
  /** Good until candidates are asked for again, as are the scores. */
  readonly ids: Int32Array;
  readonly scores: Float32Array;
}

export function candidatesOf(scores: Float32Array): Candidates {
  if (candidateIds.length < scores.length) {
    candidateIds = new Int32Array(scores.length);
    candidateScores = new Float32Array(scores.length);
  }
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] === -Infinity) continue;
    candidateIds[count] = i;
    candidateScores[count++] = scores[i];
  }
  return { ids: candidateIds.subarray(0, count), scores: candidateScores.subarray(0, count) };
}

/** Beyond this, sorting a copy is faster than a heap. */
const SORT_FROM = 1024;

let heap = new Float32Array(0);

/** The value of the `k`-th largest score; of the smallest one if there are fewer. NaN is nowhere. */
export function kthLargest(scores: Float32Array, k: number): number {
  const count = Math.min(k, scores.length);
  if (count === 1) return largestOf(scores);
  if (count > SORT_FROM) return Float32Array.from(scores).sort()[scores.length - count];
  if (heap.length < count) heap = new Float32Array(SORT_FROM);
  // The best so far, the worst of them on top.
  heap.set(scores.subarray(0, count));
  for (let i = (count >> 1) - 1; i >= 0; i--) siftDown(count, i, heap[i]);
  for (let i = count; i < scores.length; i++) if (scores[i] > heap[0]) siftDown(count, 0, scores[i]);
  return heap[0];
}

function siftDown(count: number, start: number, value: number): void {
  let at = start;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= value) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = value;
}

/** Keys with weights, in memory that is used again for every row. */
export class WeightedKeys {
  #keys = new Float64Array(0);
  #weights = new Float64Array(0);
  #count = 0;

  /** Makes place for `capacity` pairs, and forgets those that were there. */
  reset(capacity: number): void {
    this.#count = 0;
    if (this.#keys.length >= capacity) return;
    this.#keys = new Float64Array(capacity);
    this.#weights = new Float64Array(capacity);
  }

  add(key: number, weight: number): void {
    this.#keys[this.#count] = key;
    this.#weights[this.#count++] = weight;
  }

  /**
   * The smallest key up to which, in ascending order, the weights sum up to `mass` or more (if `beyond`, to more), and
   * the sum of those below it. The largest key if there is no such one. Reorders the pairs: a weighted quickselect.
   */
  reach(mass: number, beyond: boolean): { key: number; below: number } {
    const keys = this.#keys;
    const weights = this.#weights;
    let from = 0;
    let to = this.#count;
    let below = 0;
    for (;;) {
      const pivot = medianOfThree(keys[from], keys[(from + to) >>> 1], keys[to - 1]);
      // [from, low) is below the pivot, [low, high) equal to it, [high, to) above.
      let low = from;
      let high = to;
      let lowMass = 0;
      let equalMass = 0;
      for (let i = from; i < high;) {
        const weight = weights[i];
        if (keys[i] < pivot) {
          lowMass += weight;
          this.#swap(i++, low++);
        } else if (keys[i] > pivot) this.#swap(i, --high);
        else {
          equalMass += weight;
          i++;
        }
      }
      const reached = (sum: number): boolean => (beyond ? sum > mass : sum >= mass);
      if (low > from && reached(below + lowMass)) to = low;
      else if (high === to || reached(below + lowMass + equalMass))
        return { key: pivot, below: below + lowMass };
      else {
        below += lowMass + equalMass;
        from = high;
      }
    }
  }

  #swap(a: number, b: number): void {
    const key = this.#keys[a];
    this.#keys[a] = this.#keys[b];
    this.#keys[b] = key;
    const weight = this.#weights[a];
    this.#weights[a] = this.#weights[b];
    this.#weights[b] = weight;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
