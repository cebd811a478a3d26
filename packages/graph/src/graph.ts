import { onnxElementTypes, Tensor, type DataType } from '@automodel/core';
import { GraphError, WeightsError } from './errors.js';
import { Parameter, walk, type Module, type Weight, type WeightPlace, type WeightSource } from './module.js';
import { encodeModel, type Attribute, type Node } from './onnx.js';
import { isDim, type Shape } from './shape.js';
import { Value, type Operand } from './value.js';

/** The element type and shape of an operation's result. */
export interface Signature {
  readonly type: DataType;
  readonly shape: Shape;
  /** Makes the result an output of the graph under this name, as it is: what is bound there is written in place. */
  readonly output?: string;
}

/** Each module's own `forward`, so that a network can be attached to one graph after another. */
const forwards = new WeakMap<Module, (...inputs: unknown[]) => unknown>();

/**
 * A computation under construction. Modules are attached, inputs declared, operations applied to values, outputs named;
 * {@link Graph.toBytes} gives the ONNX model, whose weights stay where they lie in the checkpoint (external data).
 *
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', 'float32', ['batch', 3]);
 * graph.output('y', x.mul(2).add(1));
 * const bytes = graph.toBytes();
 */
export class Graph {
  private readonly inputs: Value[] = [];
  private readonly outputs: Value[] = [];
  private readonly steps: Node[] = [];
  private readonly constants = new Map<string, Tensor>();
  private readonly weights = new Map<string, Weight>();
  /** Values of weights, constants and casts that are made once. */
  private readonly shared = new Map<string, Value>();
  private readonly names = new Map<string, number>();
  private readonly bindings = new Map<Parameter, Weight>();
  private path = '';

  /**
   * Takes a network into the graph: names its parameters, finds each in the checkpoint, and lets every `forward` know
   * its module's path, which then names its operations.
   *
   * @throws WeightsError naming every tensor that is missing or of another shape
   */
  attach(network: Module, weights: WeightSource): void {
    const parameters: Parameter[] = [];
    walk(network, {
      parameter: (parameter, path) => {
        parameter.name = path;
        parameters.push(parameter);
      },
      module: (module, path) => this.scope(module, path),
    });
    const missing: string[] = [];
    const mismatched: { name: string; expected: Shape; found: Shape }[] = [];
    for (const parameter of parameters) {
      const tied = parameter.options.tiedTo;
      const weight = weights.find(parameter.name) ?? (tied && weights.find(tied.name));
      if (!weight) missing.push(parameter.name);
      else if (String(weight.shape) !== String(parameter.shape)) {
        mismatched.push({ name: parameter.name, expected: parameter.shape, found: weight.shape });
      } else this.bindings.set(parameter, weight);
    }
    if (missing.length + mismatched.length > 0) throw new WeightsError(missing, mismatched);
  }

  /** Names in the checkpoint of the tensors that the attached networks use. */
  get usedWeights(): ReadonlySet<string> {
    return new Set([...this.bindings.values()].map((weight) => weight.name));
  }

  /** Declares an input. Dimensions that are names may differ from run to run. */
  input(name: string, type: DataType, shape: Shape): Value {
    this.take(name);
    const value = new Value(this, name, type, shape);
    if (!shape.every(isDim)) throw this.error('Input', [value], 'a dimension is a size above 0 or a name');
    this.inputs.push(value);
    return value;
  }

  /** Names a value as an output. */
  output(name: string, value: Value): void {
    this.take(name);
    // A value may be needed under several names, and an input may be asked for as it is.
    const [result] = this.append('Identity', [value.name], '', {}, [name]);
    this.outputs.push(new Value(this, result, value.type, value.shape));
  }

  /** Adds an operation with one result. */
  node(
    op: string,
    operands: readonly (Operand | undefined)[],
    type: DataType,
    shape: Shape,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value {
    return this.nodes(op, operands, [{ type, shape }], attributes, domain)[0];
  }

  /** Adds an operation with several results. Operands that are undefined are optional inputs left out. */
  nodes(
    op: string,
    operands: readonly (Operand | undefined)[],
    results: readonly Signature[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value[] {
    const inputs = operands.map((operand) => (operand === undefined ? '' : this.operand(operand).name));
    // ONNX Runtime's fusions take a trailing optional input that is there but empty for a real one, and crash.
    while (inputs.at(-1) === '') inputs.pop();
    for (const { output } of results) if (output !== undefined) this.take(output);
    const outputs = this.append(
      op,
      inputs,
      domain,
      attributes,
      results.map(({ output }) => output),
    );
    const values = results.map(({ type, shape }, i) => new Value(this, outputs[i], type, shape));
    this.outputs.push(...values.filter((_, i) => results[i].output !== undefined));
    return values;
  }

  /** The value of an operand; numbers become scalars of type `type`. */
  operand(operand: Operand, type: DataType = 'float32'): Value {
    if (operand instanceof Value) {
      if (operand.graph === this) return operand;
      throw this.error('Value', [operand], `"${operand.name}" belongs to another graph`);
    }
    if (operand instanceof Parameter) return this.parameter(operand);
    if (typeof operand !== 'number') return this.constant(operand);
    if (!type.includes('float') && !Number.isInteger(operand)) {
      throw this.error('Constant', [], `${operand} is not an integer, but meets a value of type ${type}`);
    }
    return this.constant(new Tensor(type, [operand], []));
  }

  /** A constant that is stored in the graph; meant for small ones. Equal ones are stored once. */
  constant(tensor: Tensor): Value {
    const key = tensor.size <= 16 ? keyOf(tensor) : undefined;
    return this.once(key, () => {
      const name = this.unique('constant');
      this.constants.set(name, tensor);
      return new Value(this, name, tensor.type, tensor.dims);
    });
  }

  /** `value` in another element type. */
  cast(value: Value, type: DataType): Value {
    return this.node('Cast', [value], type, value.shape, { to: onnxElementTypes[type] });
  }

  /**
   * A shape as an operand of `Reshape` or `Expand`. Names are taken from the same dimension of `source` (ONNX's 0), or
   * inferred (-1) if it is one, or read from an input that has them.
   */
  shapeOperand(shape: Shape, source?: Value): Value {
    let open = 0;
    const sizes = shape.map((dim, i) => {
      if (typeof dim === 'number') return dim;
      if (source?.shape[i] === dim) return 0;
      open++;
      return -1;
    });
    if (open === 0 || (open === 1 && source)) return this.constant(new Tensor('int64', sizes));
    const parts = shape.map((dim) =>
      typeof dim === 'number' ? this.constant(new Tensor('int64', [dim])) : this.sizeOf(dim),
    );
    return this.node('Concat', parts, 'int64', [shape.length], { axis: 0 });
  }

  /** The size that a dimension's name stands for, or a product of names, or their whole quotients (`width/16`): int64 `[1]`. */
  sizeOf(name: string): Value {
    return this.once(`size of ${name}`, () => {
      const factors = name.split('*');
      if (factors.length > 1) {
        const sizes = factors.map((factor) =>
          Number.isNaN(Number(factor))
            ? this.sizeOf(factor)
            : this.constant(new Tensor('int64', [Number(factor)])),
        );
        return sizes.reduce((product, size) => product.mul(size));
      }
      const [dividend, divisor] = name.split('/');
      if (divisor) return this.sizeOf(dividend).div(Number(divisor));
      const input = this.inputs.find(({ shape }) => shape.includes(name));
      if (!input) throw this.error('Shape', [], `no input has a dimension "${name}"`);
      const start = input.shape.indexOf(name);
      return this.node('Shape', [input], 'int64', [1], { start, end: start + 1 });
    });
  }

  /** Runs `build` once a graph for equal keys, as for a mask that all layers share. */
  once(key: string | undefined, build: () => Value): Value {
    const made = key === undefined ? undefined : this.shared.get(key);
    const value = made ?? build();
    if (key !== undefined) this.shared.set(key, value);
    return value;
  }

  /** An error that names the module whose `forward` is running. */
  error(op: string, operands: readonly Value[], reason: string): GraphError {
    return new GraphError(
      this.path,
      op,
      operands.map(({ shape }) => shape),
      reason,
    );
  }

  /** The tensors of the checkpoint that the computation reads. */
  get readWeights(): readonly Weight[] {
    return [...this.weights.values()];
  }

  /**
   * The ONNX model.
   *
   * @param moved weights that do not stay where they lie, by their names: bytes that go into the model, or another place
   */
  toBytes(moved?: ReadonlyMap<string, Uint8Array | WeightPlace>): Uint8Array<ArrayBuffer> {
    const { inputs, outputs, steps: nodes, constants, weights } = this;
    return encodeModel({ inputs, outputs, nodes, constants, weights, moved });
  }

  private parameter(parameter: Parameter): Value {
    const weight = this.bindings.get(parameter);
    if (!weight) throw this.error('Parameter', [], `"${parameter.name}" belongs to no attached network`);
    return this.once(`weight ${weight.file}:${weight.name}`, () => {
      this.take(weight.name);
      this.weights.set(weight.name, weight);
      const value = new Value(this, weight.name, weight.dtype, weight.shape);
      // ONNX Runtime folds the cast while it loads, so a step costs what float32 costs.
      const cast = ['float16', 'bfloat16', 'float64'].includes(weight.dtype);
      return cast ? this.cast(value, 'float32') : value;
    });
  }

  /** Wraps `module.forward` so that operations applied in it carry `path`. */
  private scope(module: Module, path: string): void {
    const forward = forwards.get(module) ?? (module.forward as (...inputs: unknown[]) => unknown);
    forwards.set(module, forward);
    const scoped = (...inputs: unknown[]): unknown => {
      const outer = this.path;
      this.path = path;
      try {
        return forward.apply(module, inputs);
      } finally {
        this.path = outer;
      }
    };
    Object.defineProperty(module, 'forward', { value: scoped, configurable: true });
  }

  private append(
    op: string,
    inputs: readonly string[],
    domain: string,
    attributes: Readonly<Record<string, Attribute>>,
    outputNames: readonly (string | undefined)[],
  ): string[] {
    const name = this.unique(this.path ? `${this.path}/${op}` : op);
    const outputs = outputNames.map((given, i) => given ?? `${name}:${i}`);
    this.steps.push({ op, domain, name, inputs, outputs, attributes });
    return outputs;
  }

  /** Reserves a name that is given from outside. */
  private take(name: string): void {
    if (this.names.has(name)) throw this.error('Name', [], `"${name}" is taken`);
    this.names.set(name, 1);
  }

  private unique(name: string): string {
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  }
}

/** Equal for tensors of the same bits only; 0 and -0 differ. */
function keyOf({ type, dims, data }: Tensor): string {
  const values = Array.from(data as ArrayLike<number | bigint>, (value) =>
    Object.is(value, -0) ? '-0' : String(value),
  );
  return `${type}[${dims.join()}]=${values.join()}`;
}
