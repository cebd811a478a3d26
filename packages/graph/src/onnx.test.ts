import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import { Checkpoint } from '../test/checkpoint.js';
import { Graph, Module, Parameter, type Value } from './index.js';
import { Tensor } from '@automodel/core';

/** The fields of a protobuf message by their numbers: bytes of messages and strings, numbers of the others. */
function fields(bytes: Uint8Array): Map<number, (Uint8Array | number)[]> {
  const reader = new BinaryReader(bytes);
  const found = new Map<number, (Uint8Array | number)[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value =
      type === WireType.Varint
        ? Number(reader.int64())
        : type === WireType.Bit32
          ? reader.float()
          : reader.bytes();
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

const message = (value: Uint8Array | number): Map<number, (Uint8Array | number)[]> =>
  fields(value as Uint8Array);
const text = (value: Uint8Array | number): string => new TextDecoder().decode(value as Uint8Array);

class Scale extends Module {
  scale = new Parameter([2]);
  forward(x: Value): Value {
    return x.mul(this.scale);
  }
}

/** The GraphProto of `y = x * scale`, where the scale lies at byte 12 of a file. */
function scaled(): Map<number, (Uint8Array | number)[]> {
  const scale = new Tensor('float32', [2, 3]);
  const network = new Scale();
  const graph = new Graph();
  graph.attach(network, new Checkpoint({ other: new Tensor('float32', [0, 0, 0]), scale }));
  graph.output('y', network.forward(graph.input('x', 'float32', ['batch', 2])));
  const model = fields(graph.toBytes());
  return message(model.get(7)![0]);
}

it('a weight is an initializer without data that tells the place of its bytes', () => {
  const [tensor] = scaled().get(5)!.map(message);
  expect(text(tensor.get(8)![0])).toBe('scale');
  expect(tensor.get(1)).toEqual([2]); // dims
  expect(tensor.get(2)).toEqual([1]); // FLOAT
  expect(tensor.get(9)).toBeUndefined(); // raw_data
  expect(tensor.get(14)).toEqual([1]); // EXTERNAL
  const place = tensor.get(13)!.map((entry) => [...message(entry).values()].map(([value]) => text(value)));
  expect(place).toEqual([
    ['location', 'w.bin'],
    ['offset', '12'],
    ['length', '8'],
  ]);
});

it('a node has a name, an operator and the names of its values', () => {
  const [product, output] = scaled().get(1)!.map(message);
  expect(product.get(1)!.map(text)).toEqual(['x', 'scale']);
  expect(product.get(2)!.map(text)).toEqual(['Mul:0']);
  expect([product.get(3)!, product.get(4)!].flat().map(text)).toEqual(['Mul', 'Mul']);
  expect(output.get(2)!.map(text)).toEqual(['y']);
});

it('an input has an element type and a shape of sizes and names', () => {
  const [input] = scaled().get(11)!.map(message);
  expect(text(input.get(1)![0])).toBe('x');
  const tensorType = message(message(input.get(2)![0]).get(1)![0]);
  expect(tensorType.get(1)).toEqual([1]);
  const [batch, size] = message(tensorType.get(2)![0]).get(1)!.map(message);
  expect(text(batch.get(2)![0])).toBe('batch');
  expect(size.get(1)).toEqual([2]);
});

it('operators are those of ONNX opset 21 and of ONNX Runtime', () => {
  const opsets = fields(new Graph().toBytes()).get(8)!.map(message);
  expect(opsets.map((opset) => [text(opset.get(1)![0]), opset.get(2)![0]])).toEqual([
    ['', 21],
    ['com.microsoft', 1],
  ]);
});
