/** Rows of tokens that grow, in one piece of memory. */
export class SequenceRows {
  private readonly data: Int32Array;

  constructor(
    prompts: readonly Int32Array[],
    copies: number,
    private readonly maxLength: number,
  ) {
    this.data = new Int32Array(prompts.length * copies * maxLength);
    prompts.forEach((prompt, i) => {
      for (let copy = 0; copy < copies; copy++) this.data.set(prompt, (i * copies + copy) * maxLength);
    });
  }

  /** The first `length` tokens of a row: the row's own memory. */
  row(row: number, length: number): Int32Array {
    return this.data.subarray(row * this.maxLength, row * this.maxLength + length);
  }

  set(row: number, position: number, token: number): void {
    this.data[row * this.maxLength + position] = token;
  }

  /** Copies the first `length` tokens of a row of `source`. */
  copyFrom(source: SequenceRows, from: number, to: number, length: number): void {
    this.data.set(source.row(from, length), to * this.maxLength);
  }
}
