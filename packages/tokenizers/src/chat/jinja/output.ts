import type { Budget } from './budget.js';

/** Text as it is written, piece by piece. */
export class Output {
  length = 0;
  private readonly pieces: string[] = [];

  constructor(private readonly budget: Budget) {}

  write(text: string): void {
    if (text === '') return;
    this.length += text.length;
    this.budget.allow(this.length);
    this.budget.spend(text.length / 16);
    this.pieces.push(text);
  }

  text(): string {
    return this.pieces.join('');
  }
}
