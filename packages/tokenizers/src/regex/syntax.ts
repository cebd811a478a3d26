/** A regular expression as a tree. */
export type Node =
  /** One character of a class, written in the syntax of the flag v. */
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  /** The first that leads to a match counts. */
  | { readonly kind: 'alternatives'; readonly options: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      /** As often as possible, rather than as rarely. */
      readonly greedy: boolean;
    }
  | { readonly kind: 'look'; readonly body: Node; readonly behind: boolean; readonly negated: boolean }
  /** What it has matched first is not tried otherwise. */
  | { readonly kind: 'atomic'; readonly body: Node }
  /** Where the text begins or ends. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' };

export const nothing: Node = { kind: 'sequence', parts: [] };

export function set(source: string): Node {
  return { kind: 'set', source };
}

export function sequence(...parts: Node[]): Node {
  return parts.length === 1 ? parts[0] : { kind: 'sequence', parts };
}

export function alternatives(...options: Node[]): Node {
  return options.length === 1 ? options[0] : { kind: 'alternatives', options };
}

export function look(body: Node, behind: boolean, negated: boolean): Node {
  return { kind: 'look', body, behind, negated };
}

export function atomic(body: Node): Node {
  return { kind: 'atomic', body };
}

/** How many characters a node matches at most. */
export function longest(node: Node): number {
  switch (node.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + longest(part), 0);
    case 'alternatives':
      return node.options.reduce((most, option) => Math.max(most, longest(option)), 0);
    case 'repeat': {
      const once = longest(node.body);
      return once === 0 ? 0 : once * node.max;
    }
    case 'atomic':
      return longest(node.body);
    default:
      return 0;
  }
}
