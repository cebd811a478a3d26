import type { DataType } from '@automodel/core';
import { Graph } from './graph.js';
import type { Shape } from './shape.js';
import type { Value } from './value.js';

/** A graph for other programs: what a network reads as int32 comes in as int64, as in the graphs that Python exports. */
export class PortableGraph extends Graph {
  override input(name: string, type: DataType, shape: Shape): Value {
    return type === 'int32' ? super.input(name, 'int64', shape).to(type) : super.input(name, type, shape);
  }
}
