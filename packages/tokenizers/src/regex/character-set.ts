/** The characters of a class; asks the regular expression behind it once per page of 256 code points. */
export class CharacterSet {
  private readonly test: RegExp;
  private readonly pages: (Uint8Array | undefined)[] = [];

  /**
   * @param source the class in the syntax of the flag v
   * @throws SyntaxError
   */
  constructor(source: string) {
    this.test = new RegExp(`^${source}$`, 'v');
  }

  has(codePoint: number): boolean {
    return (this.pages[codePoint >> 8] ??= this.fillPage(codePoint >> 8))[codePoint & 255] === 1;
  }

  private fillPage(page: number): Uint8Array {
    return Uint8Array.from({ length: 256 }, (_, i) =>
      this.test.test(String.fromCodePoint((page << 8) | i)) ? 1 : 0,
    );
  }
}
