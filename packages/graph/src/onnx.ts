import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { onnxElementTypes, type DataType, type Tensor } from '@automodel/core';
import type { Weight, WeightPlace } from './module.js';
import type { Value } from './value.js';

/** An attribute of a node: integers and strings as they are, floats marked, because `1` could be either. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

export interface Node {
  readonly op: string;
  /** Empty for ONNX's own operators, `com.microsoft` for ONNX Runtime's. */
  readonly domain: string;
  readonly name: string;
  /** Names of values; an optional input that is left out is the empty string. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Model {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly weights: ReadonlyMap<string, Weight>;
  /** What stands for a weight instead of its place in the checkpoint. */
  readonly moved?: ReadonlyMap<string, Uint8Array | WeightPlace>;
}

const IR_VERSION = 10;
const OPSET = 21;

/** Serializes a model as an ONNX `ModelProto`; field numbers are those of onnx.proto. */
export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  const message = new Message();
  message.int(1, IR_VERSION);
  message.string(2, 'automodel');
  message.message(7, (graph) => {
    for (const node of model.nodes) graph.message(1, (field) => encodeNode(field, node));
    graph.string(2, 'automodel');
    for (const [name, tensor] of model.constants)
      graph.message(5, (field) => encodeConstant(field, name, tensor));
    for (const [name, weight] of model.weights)
      graph.message(5, (field) => encodeWeight(field, weight, model.moved?.get(name) ?? weight));
    for (const value of model.inputs) graph.message(11, (field) => encodeValueInfo(field, value));
    for (const value of model.outputs) graph.message(12, (field) => encodeValueInfo(field, value));
  });
  for (const [domain, version] of [
    ['', OPSET],
    ['com.microsoft', 1],
  ] as const) {
    message.message(8, (opset) => {
      opset.string(1, domain);
      opset.int(2, version);
    });
  }
  return message.finish();
}

function encodeNode(message: Message, node: Node): void {
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.name);
  message.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    message.message(5, (attribute) => encodeAttribute(attribute, name, value));
  }
  message.string(7, node.domain);
}

function encodeAttribute(message: Message, name: string, value: Attribute): void {
  const type = { float: 1, int: 2, string: 3, ints: 7 };
  message.string(1, name);
  if (typeof value === 'number') {
    message.int(3, value);
    message.int(20, type.int);
  } else if (typeof value === 'string') {
    message.string(4, value);
    message.int(20, type.string);
  } else if ('float' in value) {
    message.float(2, value.float);
    message.int(20, type.float);
  } else {
    for (const item of value) message.int(8, item);
    message.int(20, type.ints);
  }
}

function encodeValueInfo(message: Message, { name, type, shape }: Value): void {
  message.string(1, name);
  message.message(2, (typeProto) => {
    typeProto.message(1, (tensorType) => {
      tensorType.int(1, onnxElementTypes[type]);
      tensorType.message(2, (shapeProto) => {
        for (const dim of shape) {
          shapeProto.message(1, (dimension) => {
            if (typeof dim === 'number') dimension.int(1, dim);
            else dimension.string(2, dim);
          });
        }
      });
    });
  });
}

function encodeConstant(message: Message, name: string, tensor: Tensor): void {
  const { buffer, byteOffset, byteLength } = tensor.data;
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  encodeTensor(message, name, tensor.type, tensor.dims, bytes);
}

function encodeWeight(message: Message, weight: Weight, content: Uint8Array | WeightPlace): void {
  encodeTensor(message, weight.name, weight.dtype, weight.shape, content);
}

function encodeTensor(
  message: Message,
  name: string,
  type: DataType,
  dims: readonly number[],
  content: Uint8Array | WeightPlace,
): void {
  for (const dim of dims) message.int(1, dim);
  message.int(2, onnxElementTypes[type]);
  message.string(8, name);
  if (content instanceof Uint8Array) {
    message.bytes(9, content);
    return;
  }
  const { file: location, offset, length } = content;
  for (const [key, value] of Object.entries({ location, offset: String(offset), length: String(length) })) {
    message.message(13, (entry) => {
      entry.string(1, key);
      entry.string(2, value);
    });
  }
  message.int(14, 1); // DataLocation.EXTERNAL
}

/** Writes the fields of one protobuf message. */
class Message {
  constructor(private readonly writer = new BinaryWriter()) {}

  int(field: number, value: number): void {
    this.writer.tag(field, WireType.Varint).int64(value);
  }

  float(field: number, value: number): void {
    this.writer.tag(field, WireType.Bit32).float(value);
  }

  string(field: number, value: string): void {
    this.writer.tag(field, WireType.LengthDelimited).string(value);
  }

  bytes(field: number, value: Uint8Array): void {
    this.writer.tag(field, WireType.LengthDelimited).bytes(value);
  }

  message(field: number, write: (message: Message) => void): void {
    this.writer.tag(field, WireType.LengthDelimited).fork();
    write(this);
    this.writer.join();
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.writer.finish();
  }
}
