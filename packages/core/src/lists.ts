/** A list with at least one entry. */
export type NonEmpty<T> = [T, ...T[]];

/** A result for each entry of a list: as many as there are, where the list's type says how many. */
export type ForEach<List extends readonly unknown[], Result> = { -readonly [Index in keyof List]: Result };
