import { RegexBudgetError } from '../errors.js';

const pageBits = 6;
const pageSize = 1 << pageBits;
/** 256 MiB. */
const mostCells = 2 ** 26;

/** What is known of each choice (split) at each place of a text: one number, 0 at first. Kept in pages of 64 places. */
export class Memo {
  private readonly pages: (Int32Array | undefined)[] = [];
  private readonly free: Int32Array[] = [];
  private readonly mostPages: number;
  private used = 0;
  private lowest = 0;

  constructor(private readonly splits: number) {
    this.mostPages = Math.max(2, Math.floor(mostCells / (splits * pageSize)));
  }

  get(split: number, at: number): number {
    return this.page(at >> pageBits)[(at & (pageSize - 1)) * this.splits + split];
  }

  set(split: number, at: number, value: number): void {
    this.page(at >> pageBits)[(at & (pageSize - 1)) * this.splits + split] = value;
  }

  /** Forgets what lies more than `reach` before a place, so that memory depends on the reach of a match, not on the text. */
  forgetBefore(at: number, reach: number): void {
    const end = (at - reach) >> pageBits;
    while (this.lowest < end) this.release(this.lowest++);
  }

  clear(): void {
    for (; this.lowest < this.pages.length; this.lowest++) this.release(this.lowest);
    this.pages.length = 0;
    this.lowest = 0;
    // What one long text needed is not kept for good.
    this.free.length = Math.min(this.free.length, 16);
  }

  private page(index: number): Int32Array {
    return this.pages[index] ?? this.allocate(index);
  }

  private allocate(index: number): Int32Array {
    if (++this.used > this.mostPages) throw new RegexBudgetError(this.pages.length * pageSize);
    const page = this.free.pop() ?? new Int32Array(pageSize * this.splits);
    while (this.pages.length < index) this.pages.push(undefined);
    return (this.pages[index] = page);
  }

  private release(index: number): void {
    const page = this.pages[index];
    if (!page) return;
    this.free.push(page.fill(0));
    this.pages[index] = undefined;
    this.used--;
  }
}
