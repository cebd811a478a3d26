import { InvalidArgumentError } from '@automodel/core';
import { wholeOf, type TokenList, type TokenWindow } from './token-list.js';

export const truncationStrategies = ['longest_first', 'only_first', 'only_second'] as const;
export type TruncationStrategy = (typeof truncationStrategies)[number];
export type Side = 'left' | 'right';

export interface Truncation {
  /** Tokens that may stay, special tokens included. */
  readonly maxLength: number;
  readonly strategy: TruncationStrategy;
  /** Tokens that neighbouring windows share. */
  readonly stride: number;
  /** Where tokens are cut off. */
  readonly side: Side;
  /** How many of `room` tokens each of two texts gets with `longest_first` (default: as in the Rust library). */
  readonly shareRoom?: (first: number, second: number, room: number) => [first: number, second: number];
}

/** The windows of one text or of both: the first is what stays, the others what was cut off. */
export interface TruncatedWindows {
  readonly first: TokenWindow[];
  readonly second: TokenWindow[] | undefined;
}

/** Cuts one or two texts down to `room` tokens together. */
export function truncate(
  first: TokenList,
  second: TokenList | undefined,
  room: number,
  { strategy, stride, side, shareRoom = shareEvenly }: Truncation,
): TruncatedWindows {
  const excess = first.length + (second?.length ?? 0) - room;
  if (excess <= 0) return { first: [wholeOf(first)], second: second && [wholeOf(second)] };
  if (strategy === 'longest_first') {
    const [firstLength, secondLength] = second ? shareRoom(first.length, second.length, room) : [room, 0];
    return {
      first: windowsOf(first, firstLength, stride, side),
      second: second && windowsOf(second, secondLength, stride, side),
    };
  }
  const target = strategy === 'only_first' ? first : second;
  if (!target) throw new InvalidArgumentError('truncation: "only_second" needs a text_pair');
  // With no room at all Python drops both texts, whatever the strategy is.
  if (room > 0 && target.length <= excess) {
    throw new InvalidArgumentError(
      `truncation: "${strategy}" cannot remove ${excess} of the ${target.length} tokens of that text; allow another strategy or a larger max_length`,
    );
  }
  const length = room > 0 ? target.length - excess : 0;
  const windows = windowsOf(target, length, stride, side);
  return target === first
    ? { first: windows, second: second && [wholeOf(second)] }
    : { first: [wholeOf(first)], second: windows };
}

/** How much of `room` each text gets: the shorter one stays whole if the longer one can make up for it. */
function shareEvenly(first: number, second: number, room: number): [number, number] {
  let short = Math.min(first, second);
  let long = short > room ? short : Math.max(short, room - short);
  if (short + long > room) {
    short = Math.floor(room / 2);
    long = room - short;
  }
  return first > second ? [long, short] : [short, long];
}

function windowsOf(list: TokenList, length: number, stride: number, side: Side): TokenWindow[] {
  const total = list.length;
  if (length >= total) return [wholeOf(list)];
  if (length === 0) return [{ list, start: 0, end: 0 }, wholeOf(list)];
  if (stride >= length) {
    throw new InvalidArgumentError(
      `stride ${stride} must be smaller than the ${length} tokens that max_length leaves for this text`,
    );
  }
  const windows: TokenWindow[] = [];
  const step = length - stride;
  if (side === 'right') {
    for (let start = 0; ; start += step) {
      const end = Math.min(start + length, total);
      windows.push({ list, start, end });
      if (end === total) return windows;
    }
  }
  for (let end = total; ; end -= step) {
    const start = Math.max(end - length, 0);
    windows.push({ list, start, end });
    if (start === 0) return windows;
  }
}
