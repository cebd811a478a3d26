import type { DataType } from '@automodel/core';

/**
 * A weight of a network. Its name is the path of attributes that leads to it, which is its name in the checkpoint.
 */
export class Parameter {
  /** Full name in the checkpoint; set when the network is traced. */
  name = '';

  constructor(
    readonly shape: readonly number[],
    readonly options: {
      /** The weight that stands in where the checkpoint holds no tensor of this name (tied embeddings). */
      readonly tiedTo?: Parameter;
    } = {},
  ) {}
}

/**
 * A part of a network, as `torch.nn.Module`: attributes that are parameters, modules or arrays of modules make up its
 * weights, and `forward` its computation. Attribute names are the checkpoint's, so no name is ever mapped.
 */
export abstract class Module {
  // Networks differ in what they take and give; callers see the signature of the subclass.
  abstract forward(...inputs: never[]): unknown;
}

/** A module whose attributes are sized by a config: `query = new Linear(this.config.hidden_size, ...)`. */
export abstract class ConfiguredModule<Config> extends Module {
  constructor(protected readonly config: Config) {
    super();
  }
}

/** What {@link walk} meets: a module or a parameter, with its path. */
export interface Visitor {
  module(module: Module, path: string): void;
  parameter(parameter: Parameter, path: string): void;
}

/** Visits the modules and parameters below `root` in the order of their attributes, each object once. */
export function walk(root: Module, visitor: Visitor): void {
  const seen = new Set<unknown>();
  const visit = (part: unknown, path: string): void => {
    if (part instanceof Parameter) {
      if (seen.has(part)) return;
      seen.add(part);
      visitor.parameter(part, path);
    } else if (part instanceof Module) {
      if (seen.has(part)) return;
      seen.add(part);
      visitor.module(part, path);
      for (const [name, child] of Object.entries(part)) visit(child, path ? `${path}.${name}` : name);
    } else if (Array.isArray(part)) {
      part.forEach((child, i) => visit(child, `${path}.${i}`));
    }
  };
  visit(root, '');
}

/** The parameters below `root` by their full names, as `torch.nn.Module.named_parameters`. */
export function namedParameters(root: Module): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  walk(root, {
    module: () => undefined,
    parameter: (parameter, path) => parameters.set(path, parameter),
  });
  return parameters;
}

/** Where bytes lie. */
export interface WeightPlace {
  /** File, relative to the checkpoint's folder. */
  readonly file: string;
  /** Position and number of its bytes in the file. */
  readonly offset: number;
  readonly length: number;
}

/** A tensor of a checkpoint. */
export interface Weight extends WeightPlace {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** Finds a network's weights by their full names. */
export interface WeightSource {
  find(name: string): Weight | undefined;
}
