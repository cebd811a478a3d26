/** The sizes that preprocessor_config.json speaks of, and what they make of a picture's own size. */

/** `height` and `width` exactly. */
export interface ExactSize {
  readonly height: number;
  readonly width: number;
}

/** A size to resize to. */
export type Size =
  | ExactSize
  /** The shorter side, and the most that the longer may have. */
  | { readonly shortest_edge: number; readonly longest_edge?: number }
  /** As large as both allow. */
  | { readonly max_height: number; readonly max_width: number };

/** What a size makes of a picture, with its proportions where the size leaves them. Rounded down, as in Python. */
export function resizedTo({ height, width }: ExactSize, size: Size): ExactSize {
  if ('height' in size) return size;
  if ('max_height' in size) {
    const scale = Math.min(size.max_height / height, size.max_width / width);
    return { height: Math.trunc(height * scale), width: Math.trunc(width * scale) };
  }
  const { shortest_edge, longest_edge } = size;
  return longest_edge === undefined
    ? byShortestEdge({ height, width }, shortest_edge)
    : withinLongestEdge({ height, width }, shortest_edge, longest_edge);
}

function byShortestEdge({ height, width }: ExactSize, shortest: number): ExactSize {
  return width <= height
    ? { width: shortest, height: Math.trunc((shortest * height) / width) }
    : { height: shortest, width: Math.trunc((shortest * width) / height) };
}

function withinLongestEdge({ height, width }: ExactSize, shortest: number, longest: number): ExactSize {
  const [short, long] = [Math.min(height, width), Math.max(height, width)];
  const exceeds = (long / short) * shortest > longest;
  const exact = exceeds ? (longest * short) / long : shortest;
  const edge = exceeds ? roundHalfToEven(exact) : shortest;
  if (edge === short) return { height, width };
  return width < height
    ? { width: edge, height: Math.trunc((exact * height) / width) }
    : { height: edge, width: Math.trunc((exact * width) / height) };
}

/** Python's `round`. */
function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
