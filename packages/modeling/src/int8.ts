import type { Checkpoint } from '@automodel/checkpoint';
import { Tensor } from '@automodel/core';
import { walk, type Module, type QuantizedWeight, type WeightSource } from '@automodel/graph';
import { Linear } from './layers/linear.js';

/** The weights of a network's linear layers in eight bits. */
export type Int8Weights = ReadonlyMap<Linear, QuantizedWeight>;

/**
 * Reads the weights of linear layers and brings them to eight bits, with a scale for every output. The first layer of a stack
 * keeps its weights: what goes into it lies furthest apart, so eight bits cost most there (docs/decisions/0008).
 *
 * @param weights finds a tensor of the checkpoint by its name in the network
 */
export async function readInt8Weights(
  network: Module,
  checkpoint: Checkpoint,
  weights: WeightSource,
): Promise<Int8Weights> {
  const layers: [Linear, string][] = [];
  walk(network, {
    parameter: () => undefined,
    module: (module, path) => {
      if (module instanceof Linear) layers.push([module, `${path}.weight`]);
    },
  });
  const names = layers.map(([, name]) => name);
  const read = new Map<Linear, QuantizedWeight>();
  for (const [layer, name] of layers) {
    if (isInFirstOfStack(name, names)) continue;
    const tied = layer.weight.options.tiedTo;
    const weight = weights.find(name) ?? (tied && weights.find(tied.name));
    // One that is missing or of another shape is reported, with all others, when the network is attached.
    if (weight && String(weight.shape) === String(layer.weight.shape)) {
      const tensor = await checkpoint.readTensor(weight.name);
      read.set(layer, quantizeWeight(tensor.to('float32')));
    }
  }
  return read;
}

/** Whether a name is that of a stack's first layer: `encoder.layer.0.`, where there is `encoder.layer.1.` as well. */
function isInFirstOfStack(name: string, names: readonly string[]): boolean {
  const stack = /^(.*?\.)0\./.exec(name)?.[1];
  return stack !== undefined && names.some((other) => other.startsWith(`${stack}1.`));
}

/** Runs `build` while the layers compute in eight bits. */
export function withInt8Weights<T>(weights: Int8Weights, build: () => T): T {
  for (const [layer, weight] of weights) layer.quantized = weight;
  try {
    return build();
  } finally {
    // The graph has them now; the network lives longer than it.
    for (const layer of weights.keys()) layer.quantized = undefined;
  }
}

/** @param weight `[out, in]` */
export function quantizeWeight(weight: Tensor<'float32'>): QuantizedWeight {
  const [outputs, inputs] = weight.dims;
  const { data } = weight;
  const values = new Int8Array(data.length);
  const scales = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const begin = o * inputs;
    let largest = 0;
    for (let i = begin; i < begin + inputs; i++) largest = Math.max(largest, Math.abs(data[i]));
    const scale = Math.fround(largest / 127) || 1;
    scales[o] = scale;
    for (let i = 0; i < inputs; i++) values[i * outputs + o] = Math.round(data[begin + i] / scale);
  }
  return {
    values: new Tensor('int8', values, [inputs, outputs]),
    scales: new Tensor('float32', scales, [outputs]),
  };
}
