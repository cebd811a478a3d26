import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Tensor, type DataType, type DataTypeMap } from '@automodel/core';
import { Graph, type Value } from '../src/index.js';

export interface Inputs {
  /** Values of the graph's inputs. */
  feeds?: Record<string, Tensor>;
  /** Files of weights that the graph refers to. */
  files?: Record<string, Uint8Array>;
}

/** What ONNX Runtime computes from a graph's bytes: every output by its name. */
export async function compute(graph: Graph, inputs: Inputs = {}): Promise<Record<string, Tensor>> {
  const { feeds = {}, files = {} } = inputs;
  const folder = await mkdtemp(join(tmpdir(), 'graph-'));
  try {
    const model = join(folder, 'model.onnx');
    await writeFile(model, graph.toBytes());
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
    const given = Object.entries(feeds).map(([name, { type, data, dims }]) => {
      return [name, new OrtTensor(type as 'float32', data as Float32Array, dims)] as const;
    });
    const results = await session.run(Object.fromEntries(given));
    await session.release();
    return Object.fromEntries(
      Object.entries(results).map(([name, { type, data, dims }]) => {
        return [name, new Tensor(type as DataType, data as DataTypeMap[DataType], dims)];
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const float = (data: number[], dims = [data.length]): Tensor => new Tensor('float32', data, dims);

/** What a function of values gives for tensors. */
export async function evaluate(f: (...values: Value[]) => Value, ...tensors: Tensor[]): Promise<Tensor> {
  const graph = new Graph();
  const feeds = Object.fromEntries(tensors.map((tensor, i) => [`x${i}`, tensor]));
  const value = f(...Object.entries(feeds).map(([name, { type, dims }]) => graph.input(name, type, dims)));
  graph.output('y', value);
  const { y } = await compute(graph, { feeds });
  if (String(y.dims) !== String(value.shape)) throw new Error(`[${y.dims}] was declared as [${value.shape}]`);
  return y;
}

/** The numbers of a tensor to five decimals, nested as its dimensions. */
export function rounded(tensor: Tensor): unknown {
  const numbers = Array.from(tensor.data as ArrayLike<number | bigint>, Number);
  const round = (value: number): number => Math.round(value * 1e5) / 1e5 + 0;
  return new Tensor('float64', Float64Array.from(numbers, round), tensor.dims).tolist();
}
