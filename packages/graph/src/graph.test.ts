import { describe, expect, it } from 'vitest';
import { Tensor, type DataType } from '@automodel/core';
import { Checkpoint } from '../test/checkpoint.js';
import { compute } from '../test/compute.js';
import { GraphError, WeightsError } from './errors.js';
import { Graph } from './graph.js';
import { ConfiguredModule, Module, namedParameters, Parameter, type Weight } from './module.js';
import { linear } from './ops/linear.js';
import type { Value } from './value.js';

class Linear extends Module {
  readonly bias?: Parameter;
  constructor(
    inputs: number,
    outputs: number,
    readonly weight = new Parameter([outputs, inputs]),
  ) {
    super();
    this.bias = new Parameter([outputs]);
  }
  forward(x: Value): Value {
    return linear(x, this.weight, this.bias);
  }
}

class Layer extends ConfiguredModule<{ size: number }> {
  dense = new Linear(this.config.size, this.config.size);
  forward(x: Value): Value {
    return this.dense.forward(x).relu();
  }
}

class Encoder extends ConfiguredModule<{ size: number }> {
  layer = [new Layer(this.config), new Layer(this.config)];
  forward(x: Value): Value {
    return this.layer.reduce((hidden, layer) => layer.forward(hidden), x);
  }
}

class Network extends Module {
  encoder = new Encoder({ size: 2 });
  forward(x: Value): Value {
    return this.encoder.forward(x).add(1);
  }
}

const identity = (scale: number): Tensor => new Tensor('float32', [scale, 0, 0, scale], [2, 2]);
const vector = (...data: number[]): Tensor => new Tensor('float32', data, [data.length]);
const x = new Tensor('float32', [1, -2], [1, 2]);
const checkpoint = new Checkpoint({
  'encoder.layer.0.dense.weight': identity(2),
  'encoder.layer.0.dense.bias': vector(0, 0),
  'encoder.layer.1.dense.weight': identity(3),
  'encoder.layer.1.dense.bias': vector(0, 10),
  'pooler.weight': identity(9),
});

async function run(network: Module & { forward(x: Value): Value }, weights: Checkpoint): Promise<unknown> {
  const graph = new Graph();
  graph.attach(network, weights);
  graph.output('y', network.forward(graph.input('x', 'float32', ['batch', 2])));
  const { y } = await compute(graph, { feeds: { x }, files: { 'w.bin': weights.bytes } });
  return y.tolist();
}

describe('Graph.attach', () => {
  it('names parameters by the attributes that lead to them, as in the checkpoint', () => {
    expect([...namedParameters(new Network()).keys()]).toEqual([
      'encoder.layer.0.dense.weight',
      'encoder.layer.0.dense.bias',
      'encoder.layer.1.dense.weight',
      'encoder.layer.1.dense.bias',
    ]);
  });

  it('computes with the weights where they lie in the file', async () => {
    expect(await run(new Network(), checkpoint)).toEqual([[7, 11]]);
  });

  it('says which tensors of the checkpoint it uses', () => {
    const graph = new Graph();
    graph.attach(new Network(), checkpoint);
    expect(graph.usedWeights).toEqual(new Set(namedParameters(new Network()).keys()));
  });

  it('takes one network to one graph after another', async () => {
    const network = new Network();
    expect(await run(network, checkpoint)).toEqual([[7, 11]]);
    expect(await run(network, checkpoint)).toEqual([[7, 11]]);
  });

  it('names a shared module once, by the first path', async () => {
    class Shared extends Module {
      first = new Linear(2, 2);
      second = this.first;
      forward(input: Value): Value {
        return this.second.forward(this.first.forward(input));
      }
    }
    const weights = new Checkpoint({ 'first.weight': identity(3), 'first.bias': vector(1, 0) });
    expect(await run(new Shared(), weights)).toEqual([[13, -18]]);
  });

  it('lets forward be a field', async () => {
    class Doubler extends Module {
      forward = (input: Value): Value => input.mul(2);
    }
    const network = new Doubler();
    expect(await run(network, checkpoint)).toEqual([[2, -4]]);
    expect(await run(network, checkpoint)).toEqual([[2, -4]]);
  });

  it('refuses weights of one name in two files', () => {
    const graph = new Graph();
    const input = graph.input('x', 'float32', ['batch', 2]);
    const tensors = { weight: identity(1), bias: vector(0, 0) };
    for (const file of ['a.bin', 'b.bin']) {
      const layer = new Linear(2, 2);
      const weights = new Checkpoint(tensors);
      const moved = (name: string): Weight | undefined => {
        const weight = weights.find(name);
        return weight && { ...weight, file };
      };
      graph.attach(layer, { find: moved });
      if (file === 'a.bin') layer.forward(input);
      else expect(() => layer.forward(input)).toThrow('"weight" is taken');
    }
  });

  it('refuses a parameter of a network that is not attached', () => {
    const value = new Graph().input('x', 'float32', [1, 2]);
    expect(() => new Linear(2, 2).forward(value)).toThrow('belongs to no attached network');
  });
});

describe('tied parameters', () => {
  class Tied extends Module {
    embedding = new Parameter([2, 2]);
    decoder = new Linear(2, 2, new Parameter([2, 2], { tiedTo: this.embedding }));
    forward(input: Value): Value {
      return this.decoder.forward(input);
    }
  }
  const common = { embedding: identity(2), 'decoder.bias': vector(0, 0) };

  it('are the other tensor where the file has none of their own', async () => {
    expect(await run(new Tied(), new Checkpoint(common))).toEqual([[2, -4]]);
  });

  it('are their own tensor where the file has it', async () => {
    const weights = new Checkpoint({ ...common, 'decoder.weight': identity(5) });
    expect(await run(new Tied(), weights)).toEqual([[5, -10]]);
  });
});

describe('a checkpoint that does not fit', () => {
  function refusal(weights: Checkpoint): WeightsError {
    try {
      new Graph().attach(new Network(), weights);
    } catch (error) {
      if (error instanceof WeightsError) return error;
    }
    throw new Error('the checkpoint was taken');
  }

  it('is refused with every tensor that is missing or mis-shaped', () => {
    const error = refusal(
      new Checkpoint({
        'encoder.layer.0.dense.weight': vector(1, 2, 3),
        'encoder.layer.0.dense.bias': vector(0, 0),
        'encoder.layer.1.dense.bias': vector(0),
      }),
    );
    expect(error.code).toBe('weights-mismatch');
    expect(error.missing).toEqual(['encoder.layer.1.dense.weight']);
    expect(error.mismatched).toEqual([
      { name: 'encoder.layer.0.dense.weight', expected: [2, 2], found: [3] },
      { name: 'encoder.layer.1.dense.bias', expected: [2], found: [1] },
    ]);
    expect(error.message).toContain('missing: encoder.layer.1.dense.weight');
    expect(error.message).toContain('encoder.layer.1.dense.bias is [1], the network needs [2]');
  });

  it('is described in a message that stays readable', () => {
    const names = Array.from({ length: 50 }, (_, i) => `layer.${i}.weight`);
    const { message, missing } = new WeightsError(names, []);
    expect(missing).toHaveLength(50);
    expect(message).toContain('layer.19.weight\n  and 30 more');
  });
});

describe('weights of other precisions', () => {
  it('float64 is computed in float32', async () => {
    const weight = new Tensor('float64', [1, 0, 0, -0.5], [2, 2]);
    const weights = new Checkpoint({ weight, bias: new Tensor('float64', [0, 1]) });
    expect(await run(new Linear(2, 2), weights)).toEqual([[1, 2]]);
  });

  // Both hold 1 in the first row and -0.5 in the second.
  it.each<[DataType, number, number]>([
    ['float16', 0x3c00, 0xb800],
    ['bfloat16', 0x3f80, 0xbf00],
  ])('%s is computed in float32', async (type, one, minusHalf) => {
    const weight = new Tensor(type, Uint16Array.of(one, 0, 0, minusHalf), [2, 2]);
    const weights = new Checkpoint({ weight, bias: new Tensor(type, Uint16Array.of(0, one), [2]) });
    expect(await run(new Linear(2, 2), weights)).toEqual([[1, 2]]);
  });
});

describe('names', () => {
  it('of nodes are unique and carry the path of their module', () => {
    const graph = new Graph();
    const network = new Network();
    graph.attach(network, checkpoint);
    const input = graph.input('x', 'float32', ['batch', 2]);
    const first = network.forward(input);
    const again = network.forward(input);
    expect(network.encoder.layer[1].forward(input).name).toBe('encoder.layer.1/Relu#3:0');
    expect(first.name).toBe('Add:0');
    expect(again.name).toBe('Add#2:0');
  });

  it('of an error is the path of the module whose forward ran', () => {
    const graph = new Graph();
    const network = new Network();
    graph.attach(network, checkpoint);
    const build = (): Value => network.forward(graph.input('x', 'float32', ['batch', 3]));
    expect(build).toThrow(GraphError);
    expect(() => network.encoder.forward(graph.input('z', 'float32', [3]))).toThrow(
      "encoder.layer.0.dense: Linear([3], [2,2]): the input's last dimension",
    );
    // The path is left behind with the module.
    expect(() => graph.input('y', 'float32', [3]).sum(1)).toThrow('the network: ReduceSum');
  });

  it('of dimensions are names, and sizes above 0', () => {
    const graph = new Graph();
    for (const [i, dim] of [0, -1, 1.5, '', '3', 'batch*2'].entries()) {
      expect(() => graph.input(`x${i}`, 'float32', [dim])).toThrow('a dimension is a size above 0 or a name');
    }
  });

  it('of inputs and outputs are given once', () => {
    const graph = new Graph();
    const value = graph.input('x', 'float32', [1]);
    expect(() => graph.input('x', 'float32', [1])).toThrow('"x" is taken');
    expect(() => {
      graph.output('x', value);
    }).toThrow('"x" is taken');
  });

  it('of a weight may not be that of an input', () => {
    const graph = new Graph();
    const layer = new Linear(2, 2);
    graph.attach(layer, new Checkpoint({ weight: identity(1), bias: vector(0, 0) }));
    expect(() => layer.forward(graph.input('weight', 'float32', [1, 2]))).toThrow('"weight" is taken');
  });
});

describe('operations', () => {
  function clip(...bounds: (number | undefined)[]): Graph {
    const graph = new Graph();
    const value = graph.input('x', 'float32', [1, 2]);
    graph.output('y', graph.node('Clip', [value, ...bounds], 'float32', [1, 2]));
    return graph;
  }

  it('leave optional operands out, the trailing ones without a trace', async () => {
    const above = await compute(clip(undefined, 0), { feeds: { x } });
    const below = await compute(clip(-1, undefined), { feeds: { x } });
    expect([above.y.tolist(), below.y.tolist()]).toEqual([[[0, -2]], [[1, -1]]]);
    expect(clip(-1, undefined).toBytes()).toEqual(clip(-1).toBytes());
  });

  it('may have several results', async () => {
    const graph = new Graph();
    const value = graph.input('x', 'float32', [1, 2]);
    const results = [
      { type: 'float32', shape: [1, 1] },
      { type: 'int64', shape: [1, 1] },
    ] as const;
    const one = graph.constant(new Tensor('int64', BigInt64Array.of(1n), [1]));
    const [largest, index] = graph.nodes('TopK', [value, one], results);
    graph.output('largest', largest);
    graph.output('index', index);
    const computed = await compute(graph, { feeds: { x } });
    expect([computed.largest.item(), computed.index.item()]).toEqual([1, 0n]);
  });

  it('share equal constants, and what is built once', () => {
    const graph = new Graph();
    expect(graph.operand(2)).toBe(graph.operand(2));
    expect(graph.operand(2)).not.toBe(graph.operand(2, 'int32'));
    expect(graph.operand(0)).not.toBe(graph.operand(-0));
    let built = 0;
    const build = (): Value => {
      built++;
      return graph.operand(1);
    };
    graph.once('mask', build);
    graph.once('mask', build);
    expect(built).toBe(1);
  });

  it('an input may be asked for as it is, under several names', async () => {
    const graph = new Graph();
    const value = graph.input('x', 'float32', ['batch', 2]);
    graph.output('a', value);
    graph.output('b', value);
    const { a, b } = await compute(graph, { feeds: { x } });
    expect([a.tolist(), b.tolist()]).toEqual([[[1, -2]], [[1, -2]]]);
  });
});
