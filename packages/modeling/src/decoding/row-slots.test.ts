import { describe, expect, it } from 'vitest';
import { RowSlots } from './row-slots.js';

/** Slots and inputs that hold names, so that it shows what has been moved where. */
class NamedSlots {
  readonly slots: string[];
  readonly inputs: string[];
  readonly places: RowSlots;
  moves = 0;

  constructor(inputs: number, width: number) {
    this.places = new RowSlots(inputs, width);
    this.slots = Array.from({ length: inputs * width }, (_, slot) => `row ${slot}`);
    this.inputs = Array.from({ length: inputs }, (_, input) => `input ${input}`);
  }

  reorder(parents: number[]): { rows: string[]; inputs: string[]; moves: number } {
    this.moves = 0;
    const move = (from: number, to: number): void => {
      this.slots[to] = this.slots[from];
      this.moves++;
    };
    const moveInput = (from: number, to: number): void => {
      this.inputs[to] = this.inputs[from];
    };
    this.places.reorder(parents, { copy: move, move }, { move: moveInput });
    const { slots, width } = this.places;
    return {
      rows: Array.from(slots, (slot) => this.slots[slot]),
      inputs: Array.from(slots, (slot) => this.inputs[Math.floor(slot / width)]),
      moves: this.moves,
    };
  }
}

describe('slots of rows', () => {
  it('moves nothing where rows only change places', () => {
    const named = new NamedSlots(2, 2);
    expect(named.reorder([1, 0, 2, 3])).toEqual({
      rows: ['row 1', 'row 0', 'row 2', 'row 3'],
      inputs: ['input 0', 'input 0', 'input 1', 'input 1'],
      moves: 0,
    });
  });

  it('copies what two rows go on from', () => {
    const named = new NamedSlots(1, 3);
    expect(named.reorder([2, 2, 0])).toMatchObject({ rows: ['row 2', 'row 2', 'row 0'], moves: 1 });
  });

  it('moves the last input into the place of one that is given up', () => {
    const named = new NamedSlots(3, 2);
    expect(named.reorder([2, 3, 5, 5])).toEqual({
      rows: ['row 2', 'row 3', 'row 5', 'row 5'],
      inputs: ['input 1', 'input 1', 'input 2', 'input 2'],
      moves: 3,
    });
    expect(named.places).toMatchObject({ inputs: 2, width: 2, size: 4 });
  });

  it('narrows inputs to the one with most rows, and says which slots are vacant', () => {
    const named = new NamedSlots(2, 3);
    expect(named.reorder([2, 3, 5])).toMatchObject({
      rows: ['row 2', 'row 3', 'row 5'],
      inputs: ['input 0', 'input 1', 'input 1'],
    });
    expect(named.places).toMatchObject({ inputs: 2, width: 2, vacant: [1] });
  });

  it('keeps every row through any sequence of reorders', () => {
    let seed = 1;
    const random = (end: number): number => (seed = (seed * 48271) % 2147483647) % end;
    for (let trial = 0; trial < 300; trial++) {
      const [inputs, width] = [1 + random(4), 1 + random(4)];
      const named = new NamedSlots(inputs, width);
      let rows = named.slots.map((name, slot) => ({ name, input: Math.floor(slot / width) }));
      while (rows.length > 1) {
        const room = new Map<number, number>();
        for (const { input } of rows) room.set(input, (room.get(input) ?? 0) + 1);
        const parents = rows.flatMap((_, i) => (random(5) > 0 ? [random(rows.length) % (i + 1)] : []));
        // An input never gets more rows than it had.
        const kept = parents.filter((parent) => {
          const left = room.get(rows[parent].input)!;
          room.set(rows[parent].input, left - 1);
          return left > 0;
        });
        if (kept.length === 0) break;
        rows = kept.map((parent) => rows[parent]);
        expect(named.reorder(kept)).toMatchObject({
          rows: rows.map(({ name }) => name),
          inputs: rows.map(({ input }) => `input ${input}`),
        });
      }
    }
  });
});
