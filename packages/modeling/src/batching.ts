/**
 * Groups sequences of similar length, so that little is computed for padding.
 *
 * @param lengths tokens of each sequence
 * @param maxTokens largest batch, padding included; a longer sequence makes a batch of its own
 * @returns batches of indices into `lengths`, together each index once
 */
export function batchesByLength(lengths: readonly number[], maxTokens = 512): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    // In ascending order, the newest sequence is the longest and sets the padded length.
    if (batch.length > 0 && (batch.length + 1) * lengths[index] > maxTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
