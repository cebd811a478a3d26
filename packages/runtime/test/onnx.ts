import { onnxElementTypes, type DataType, type Tensor } from '@automodel/core';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * A writer of small ONNX models for tests: the fields of `onnx.proto` that these models need, by number. The package
 * stands alone, so its tests do not take models from `@automodel/graph`.
 */
export interface ModelSpec {
  inputs: Record<string, ValueSpec>;
  outputs: Record<string, ValueSpec>;
  nodes: NodeSpec[];
  initializers?: Record<string, Tensor | ExternalTensor>;
}
export type ValueSpec = readonly [type: DataType, ...shape: (number | string)[]];
export interface NodeSpec {
  op: string;
  inputs: string[];
  outputs: string[];
  name?: string;
  domain?: string;
  attributes?: Record<string, number | ModelSpec>;
}
/** A tensor whose bytes lie in a file. */
export interface ExternalTensor {
  type: DataType;
  dims: number[];
  location: string;
  offset: number;
  length: number;
}

export function onnx(spec: ModelSpec): Uint8Array {
  const model = new BinaryWriter();
  model.uint32(1 << 3).int64(10);
  message(model, 7, (writer) => {
    graph(writer, spec);
  });
  for (const [domain, version] of [
    ['', 21],
    ['com.microsoft', 1],
  ] as const) {
    message(model, 8, (writer) => {
      text(writer, 1, domain);
      integer(writer, 2, version);
    });
  }
  return model.finish();
}

function graph(writer: BinaryWriter, { inputs, outputs, nodes, initializers = {} }: ModelSpec): void {
  for (const spec of nodes)
    message(writer, 1, (w) => {
      node(w, spec);
    });
  text(writer, 2, 'test');
  for (const [name, tensor] of Object.entries(initializers))
    message(writer, 5, (w) => {
      initializer(w, name, tensor);
    });
  for (const [name, spec] of Object.entries(inputs))
    message(writer, 11, (w) => {
      value(w, name, spec);
    });
  for (const [name, spec] of Object.entries(outputs))
    message(writer, 12, (w) => {
      value(w, name, spec);
    });
}

function node(
  writer: BinaryWriter,
  { op, inputs, outputs, name = '', domain = '', attributes = {} }: NodeSpec,
): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 3, name);
  text(writer, 4, op);
  for (const [key, attribute] of Object.entries(attributes)) {
    message(writer, 5, (w) => {
      text(w, 1, key);
      if (typeof attribute === 'number') {
        integer(w, 3, attribute);
        integer(w, 20, 2);
      } else {
        message(w, 6, (g) => {
          graph(g, attribute);
        });
        integer(w, 20, 5);
      }
    });
  }
  text(writer, 7, domain);
}

function value(writer: BinaryWriter, name: string, [type, ...shape]: ValueSpec): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) => {
    message(typeProto, 1, (tensorType) => {
      integer(tensorType, 1, onnxElementTypes[type]);
      message(tensorType, 2, (shapeProto) => {
        for (const dim of shape) {
          message(shapeProto, 1, (w) => {
            if (typeof dim === 'number') integer(w, 1, dim);
            else if (dim !== '?') text(w, 2, dim);
          });
        }
      });
    });
  });
}

function initializer(writer: BinaryWriter, name: string, tensor: Tensor | ExternalTensor): void {
  for (const dim of tensor.dims) integer(writer, 1, dim);
  integer(writer, 2, onnxElementTypes[tensor.type]);
  text(writer, 8, name);
  if ('data' in tensor) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(buffer, byteOffset, byteLength));
    return;
  }
  const { location, offset, length } = tensor;
  for (const [key, entry] of Object.entries({ location, offset, length })) {
    message(writer, 13, (w) => {
      text(w, 1, key);
      text(w, 2, String(entry));
    });
  }
  integer(writer, 14, 1);
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, content: string): void {
  writer.tag(field, WireType.LengthDelimited).string(content);
}

function integer(writer: BinaryWriter, field: number, number: number): void {
  writer.tag(field, WireType.Varint).int64(number);
}
