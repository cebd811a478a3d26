/**
 * The size of a dimension: a number, or a name for a size that is known only when the graph runs (`'batch'`). Operations
 * give products of names and whole quotients (`'batch*height/16'`).
 */
export type Dim = number | string;

/** The sizes of a tensor's dimensions. Names that are equal stand for equal sizes. */
export type Shape = readonly Dim[];

/** Whether an input may have this dimension: a size, or a name that is no number, product or quotient. */
export function isDim(dim: Dim): boolean {
  return typeof dim === 'number' ? isSize(dim) : dim !== '' && !/[*/]/.test(dim) && Number.isNaN(Number(dim));
}

function isSize(dim: number): boolean {
  return Number.isInteger(dim) && dim > 0;
}

/** A shape as messages show it: `[batch,sequence,768]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** The shape that two tensors broadcast to by NumPy's rule, or undefined if they do not. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** A product of dimensions: a number times names in alphabetical order (`6*batch*sequence`). */
interface Size {
  readonly factor: number;
  readonly names: readonly string[];
}

function sizeOf(shape: Shape): Size {
  let factor = 1;
  const names: string[] = [];
  for (const part of shape.flatMap((dim) => String(dim).split('*'))) {
    if (Number.isNaN(Number(part))) names.push(part);
    else factor *= Number(part);
  }
  return { factor, names: names.sort() };
}

/**
 * Replaces the one `-1` of a reshape's target by what is left over.
 *
 * @returns the complete target, or undefined if it does not hold exactly the elements of `source`
 */
export function inferReshape(source: Shape, target: Shape): Shape | undefined {
  const open = target.indexOf(-1);
  if (target.some((dim, i) => i !== open && typeof dim === 'number' && !isSize(dim))) return undefined;
  const known = sizeOf(target.filter((_, i) => i !== open));
  const total = sizeOf(source);
  const names = [...total.names];
  for (const name of known.names) {
    const at = names.indexOf(name);
    if (at < 0) return undefined;
    names.splice(at, 1);
  }
  const factor = total.factor / known.factor;
  if (open < 0) return factor === 1 && names.length === 0 ? target : undefined;
  if (!Number.isInteger(factor)) return undefined;
  const rest = names.length === 0 ? factor : (factor === 1 ? names : [String(factor), ...names]).join('*');
  return target.with(open, rest);
}
