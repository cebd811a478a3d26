import { Tensor, type DataType } from '@automodel/core';
import type { Graph } from './graph.js';
import type { Parameter } from './module.js';
import { broadcast, inferReshape, type Dim, type Shape } from './shape.js';

/** What an operation takes: a value of the graph, a weight, or a constant. */
export type Operand = Value | Parameter | Tensor | number;

/**
 * A tensor that will exist when the graph runs. Methods add one operation each and return its result; shapes are checked
 * at once. Names and arguments follow PyTorch's tensors where they have the operation.
 */
export class Value {
  constructor(
    readonly graph: Graph,
    readonly name: string,
    readonly type: DataType,
    readonly shape: Shape,
  ) {}

  add(other: Operand): Value {
    return this.binary('Add', other);
  }

  sub(other: Operand): Value {
    return this.binary('Sub', other);
  }

  mul(other: Operand): Value {
    return this.binary('Mul', other);
  }

  div(other: Operand): Value {
    return this.binary('Div', other);
  }

  minimum(other: Operand): Value {
    return this.binary('Min', other);
  }

  maximum(other: Operand): Value {
    return this.binary('Max', other);
  }

  pow(exponent: number): Value {
    return this.binary('Pow', exponent);
  }

  equal(other: Operand): Value {
    return this.binary('Equal', other, 'bool');
  }

  less(other: Operand): Value {
    return this.binary('Less', other, 'bool');
  }

  lessOrEqual(other: Operand): Value {
    return this.binary('LessOrEqual', other, 'bool');
  }

  greater(other: Operand): Value {
    return this.binary('Greater', other, 'bool');
  }

  /** Both; of bool. */
  and(other: Operand): Value {
    this.requireType('And', [this], this, 'bool');
    return this.binary('And', other);
  }

  /** The opposite; of bool. */
  not(): Value {
    this.requireType('Not', [this], this, 'bool');
    return this.unary('Not');
  }

  neg(): Value {
    return this.unary('Neg');
  }

  abs(): Value {
    return this.unary('Abs');
  }

  sign(): Value {
    return this.unary('Sign');
  }

  exp(): Value {
    return this.unary('Exp');
  }

  log(): Value {
    return this.unary('Log');
  }

  sqrt(): Value {
    return this.unary('Sqrt');
  }

  tanh(): Value {
    return this.unary('Tanh');
  }

  sigmoid(): Value {
    return this.unary('Sigmoid');
  }

  relu(): Value {
    return this.unary('Relu');
  }

  sin(): Value {
    return this.unary('Sin');
  }

  cos(): Value {
    return this.unary('Cos');
  }

  ceil(): Value {
    return this.unary('Ceil');
  }

  /** In another element type. */
  to(type: DataType): Value {
    return type === this.type ? this : this.graph.cast(this, type);
  }

  /** `this` where `condition` holds, else `other`. */
  where(condition: Value, other: Operand): Value {
    const otherwise = this.graph.operand(other, this.type);
    const operands = [condition, this, otherwise];
    this.requireType('Where', operands, condition, 'bool');
    this.requireType('Where', operands, otherwise);
    const inner = broadcast(this.shape, otherwise.shape);
    const shape = inner && broadcast(condition.shape, inner);
    if (!shape) throw this.graph.error('Where', operands, 'these shapes do not broadcast');
    return this.graph.node('Where', operands, this.type, shape);
  }

  /** Matrix product over the last two dimensions; the others broadcast. */
  matmul(other: Operand): Value {
    const right = this.graph.operand(other, this.type);
    const [k, n] = [right.shape.at(-2), right.shape.at(-1)];
    const batch = broadcast(this.shape.slice(0, -2), right.shape.slice(0, -2));
    if (this.shape.length < 2 || n === undefined || k !== this.shape.at(-1) || !batch) {
      const reason = 'the inner sizes must agree and the outer ones broadcast';
      throw this.graph.error('MatMul', [this, right], reason);
    }
    this.requireType('MatMul', [this, right], right);
    return this.graph.node('MatMul', [this, right], this.type, [...batch, this.shape.at(-2)!, n]);
  }

  /** The same elements in another shape; one dimension may be -1. */
  reshape(target: Shape): Value {
    const shape = inferReshape(this.shape, target);
    if (!shape)
      throw this.graph.error('Reshape', [this], `[${target}] does not hold the same number of elements`);
    return this.graph.node('Reshape', [this, this.graph.shapeOperand(shape, this)], this.type, shape);
  }

  /** With the dimensions in the order `dims`. */
  permute(dims: readonly number[]): Value {
    const order = dims.map((dim) => this.axis(dim, 'Transpose'));
    if (order.length !== this.shape.length || new Set(order).size !== order.length) {
      throw this.graph.error('Transpose', [this], `[${dims}] does not name each dimension once`);
    }
    const shape = order.map((dim) => this.shape[dim]);
    return this.graph.node('Transpose', [this], this.type, shape, { perm: order });
  }

  transpose(dim0: number, dim1: number): Value {
    const order = this.shape.map((_, i) => i);
    const [a, b] = [this.axis(dim0, 'Transpose'), this.axis(dim1, 'Transpose')];
    [order[a], order[b]] = [b, a];
    return this.permute(order);
  }

  unsqueeze(dim: number): Value {
    const at = dim < 0 ? dim + this.shape.length + 1 : dim;
    if (!(at >= 0 && at <= this.shape.length)) {
      throw this.graph.error('Unsqueeze', [this], `there is no place ${dim} for a dimension`);
    }
    const axes = new Tensor('int64', [at]);
    return this.graph.node('Unsqueeze', [this, axes], this.type, this.shape.toSpliced(at, 0, 1));
  }

  squeeze(dim: number): Value {
    const axis = this.axis(dim, 'Squeeze');
    if (this.shape[axis] !== 1)
      throw this.graph.error('Squeeze', [this], `dimension ${dim} is not of size 1`);
    const axes = new Tensor('int64', [axis]);
    return this.graph.node('Squeeze', [this, axes], this.type, this.shape.toSpliced(axis, 1));
  }

  /** Elements `begin` to `end` of dimension `dim`; both may be negative, counted from the end. */
  slice(dim: number, begin: number, end: number): Value {
    const axis = this.axis(dim, 'Slice');
    const size = this.shape[axis];
    if (typeof size === 'string')
      throw this.graph.error('Slice', [this], `the size of dimension ${dim} is not known`);
    const [from, to] = [begin < 0 ? begin + size : begin, end < 0 ? end + size : end];
    if (!(from >= 0 && from < to && to <= size)) {
      throw this.graph.error('Slice', [this], `${begin} to ${end} is not inside of dimension ${dim}`);
    }
    const bounds = [from, to, axis].map((n) => new Tensor('int64', [n]));
    return this.graph.node('Slice', [this, ...bounds], this.type, this.shape.with(axis, to - from));
  }

  /** `parts` equal pieces along `dim`. */
  chunk(parts: number, dim: number): Value[] {
    const axis = this.axis(dim, 'Split');
    const size = this.shape[axis];
    if (typeof size === 'string' || !(parts > 0 && size % parts === 0)) {
      throw this.graph.error('Split', [this], `dimension ${dim} does not divide into ${parts} parts`);
    }
    const shape = this.shape.with(axis, size / parts);
    const outputs = Array.from({ length: parts }, () => ({ type: this.type, shape }));
    return this.graph.nodes('Split', [this], outputs, { axis, num_outputs: parts });
  }

  /** Repeated along dimensions of size 1 until the shape is `shape`. */
  expand(shape: Shape): Value {
    if (String(broadcast(this.shape, shape)) !== String(shape)) {
      throw this.graph.error('Expand', [this], `does not broadcast to [${shape}]`);
    }
    return this.graph.node('Expand', [this, this.graph.shapeOperand(shape)], this.type, shape);
  }

  /** Rows of dimension `dim`, picked by integer indices of any shape, which takes that dimension's place. */
  gather(indices: Operand, dim = 0): Value {
    const axis = this.axis(dim, 'Gather');
    const index = this.graph.operand(indices, 'int32');
    this.requireIndices('Gather', index);
    const shape = this.shape.toSpliced(axis, 1, ...index.shape);
    return this.graph.node('Gather', [this, index], this.type, shape, { axis });
  }

  /** Elements picked along `dim` by an index tensor of the result's shape, as `torch.gather`; other sizes must agree. */
  gatherElements(indices: Value, dim: number): Value {
    const axis = this.axis(dim, 'GatherElements');
    this.requireIndices('GatherElements', indices);
    const fits = this.shape.every((size, i) => i === axis || size === indices.shape[i]);
    if (!fits || indices.shape.length !== this.shape.length) {
      const reason = `only the sizes of dimension ${dim} may differ`;
      throw this.graph.error('GatherElements', [this, indices], reason);
    }
    return this.graph.node('GatherElements', [this, indices], this.type, indices.shape, { axis });
  }

  sum(dim: number, keepdim = false): Value {
    return this.reduce('ReduceSum', dim, keepdim);
  }

  max(dim: number, keepdim = false): Value {
    return this.reduce('ReduceMax', dim, keepdim);
  }

  mean(dim: number, keepdim = false): Value {
    return this.reduce('ReduceMean', dim, keepdim);
  }

  cumsum(dim: number): Value {
    const axis = new Tensor('int64', [this.axis(dim, 'CumSum')], []);
    return this.graph.node('CumSum', [this, axis], this.type, this.shape);
  }

  softmax(dim: number): Value {
    return this.graph.node('Softmax', [this], this.type, this.shape, { axis: this.axis(dim, 'Softmax') });
  }

  /** The size of dimension `dim`. */
  size(dim: number): Dim {
    return this.shape[this.axis(dim, 'Shape')];
  }

  private unary(op: string): Value {
    return this.graph.node(op, [this], this.type, this.shape);
  }

  private binary(op: string, other: Operand, type: DataType = this.type): Value {
    const right = this.graph.operand(other, this.type);
    const shape = broadcast(this.shape, right.shape);
    if (!shape) throw this.graph.error(op, [this, right], 'these shapes do not broadcast');
    this.requireType(op, [this, right], right);
    return this.graph.node(op, [this, right], type, shape);
  }

  /** Refuses an operand of another element type than `type`. */
  private requireType(op: string, operands: readonly Value[], operand: Value, type = this.type): void {
    if (operand.type === type) return;
    throw this.graph.error(op, operands, `an operand is ${operand.type} where ${type} is needed`);
  }

  private requireIndices(op: string, indices: Value): void {
    if (indices.type === 'int32' || indices.type === 'int64') return;
    throw this.graph.error(op, [this, indices], `the indices are ${indices.type}, not int32 or int64`);
  }

  private reduce(op: string, dim: number, keepdim: boolean): Value {
    const axis = this.axis(dim, op);
    const axes = new Tensor('int64', [axis]);
    const shape = keepdim ? this.shape.with(axis, 1) : this.shape.toSpliced(axis, 1);
    return this.graph.node(op, [this, axes], this.type, shape, { keepdims: keepdim ? 1 : 0 });
  }

  private axis(dim: number, op: string): number {
    const axis = dim < 0 ? dim + this.shape.length : dim;
    if (this.shape[axis] === undefined) throw this.graph.error(op, [this], `there is no dimension ${dim}`);
    return axis;
  }
}
