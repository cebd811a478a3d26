/** Strings one after another in one array of UTF-16 units: half a million of them are two typed arrays. */
export class StringList {
  private count = 0;
  private allUnits = new Uint16Array(256);
  private allStarts = new Int32Array(64);

  get length(): number {
    return this.count;
  }

  /** The units of all strings; changes when a string is added, as `starts`. */
  get units(): Uint16Array {
    return this.allUnits;
  }

  /** Where each string begins in `units`, and where the last one ends. */
  get starts(): Int32Array {
    return this.allStarts;
  }

  /** Adds `[start, end)` of a text. */
  add(text: string, start = 0, end = text.length): void {
    const units = this.reserve(end - start);
    let at = this.allStarts[this.count];
    for (let i = start; i < end; i++) units[at++] = text.charCodeAt(i);
    this.close(at);
  }

  /** Adds `[start, end)` of units. */
  addUnits(given: Uint16Array, start: number, end: number): void {
    const units = this.reserve(end - start);
    let at = this.allStarts[this.count];
    for (let i = start; i < end; i++) units[at++] = given[i];
    this.close(at);
  }

  /** Makes room for another string of some units, to be written to what is returned behind the last one. */
  reserve(length: number): Uint16Array {
    const stop = this.allStarts[this.count] + length;
    if (stop > this.allUnits.length) this.allUnits = grown(this.allUnits, new Uint16Array(2 * stop));
    return this.allUnits;
  }

  /** Ends the string that was written behind the last one. */
  close(end: number): void {
    if (++this.count === this.allStarts.length) {
      this.allStarts = grown(this.allStarts, new Int32Array(2 * this.count));
    }
    this.allStarts[this.count] = end;
  }

  at(index: number): string {
    let text = '';
    for (let i = this.allStarts[index]; i < this.allStarts[index + 1]; i++) {
      text += String.fromCharCode(this.allUnits[i]);
    }
    return text;
  }

  /** Units of the longest string. */
  get longest(): number {
    let longest = 0;
    for (let i = 0; i < this.count; i++) {
      longest = Math.max(longest, this.allStarts[i + 1] - this.allStarts[i]);
    }
    return longest;
  }
}

function grown<T extends Int32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
