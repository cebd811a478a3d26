/** Outputs of which there is one for each layer, called `hidden_states.0`, `hidden_states.1` and so on. */
import type { Graph, Value } from '@automodel/graph';

/** Makes outputs of what each layer gives. */
export function nameLayers(graph: Graph, kind: string, layers: readonly Value[]): void {
  layers.forEach((value, i) => graph.output(`${kind}.${i}`, value));
}

/** Whether an output is one of a kind that has one for each layer. */
export function isLayer(name: string, kind: string): boolean {
  return name.startsWith(`${kind}.`);
}

/** Those of some kinds that a run has given, each kind as a list. */
export function layersOf<Kind extends string, T>(
  outputs: Readonly<Record<string, T>>,
  kinds: readonly Kind[],
): Partial<Record<Kind, T[]>> {
  const found: Partial<Record<Kind, T[]>> = {};
  for (const kind of kinds) {
    const layers = Object.keys(outputs).filter((name) => isLayer(name, kind));
    if (layers.length > 0) found[kind] = layers.map((_, i) => outputs[`${kind}.${i}`]);
  }
  return found;
}
