import { checkCount, refuseUnknownOptions, topIndices } from '@automodel/core';
import { rowScores, type Embeddings } from '../similarity.js';

export interface CommunityDetectionOptions {
  /** From which cosine on two vectors belong together; 0.75 if left out. */
  readonly threshold?: number;
  /** Smaller ones are no communities; 10 if left out. */
  readonly min_community_size?: number;
}

/**
 * Groups of vectors that lie close to one of them, as Python's `util.community_detection`. A vector belongs to one group at
 * most, the largest that it fits.
 *
 * @param embeddings `[rows, dimension]`
 * @returns places of vectors, largest group first, in each group its centre first and then the nearest
 * @throws InvalidArgumentError if an option cannot be honoured
 */
export function communityDetection(
  embeddings: Embeddings,
  options: CommunityDetectionOptions = {},
): number[][] {
  refuseUnknownOptions('communityDetection()', options, ['threshold', 'min_community_size']);
  const { threshold = 0.75, min_community_size = 10 } = options;
  checkCount('min_community_size', min_community_size);
  const { count, scoresOf } = rowScores(embeddings, 'cosine');
  const nearest = Math.fround(threshold);
  const candidates: { centre: number; members: number[] }[] = [];
  for (let centre = 0; centre < count; centre++) {
    const scores = scoresOf(centre);
    const size = scores.reduce((near, score) => near + Number(score >= nearest), 0);
    if (size >= min_community_size) candidates.push({ centre, members: topIndices(scores, size) });
  }
  candidates.sort((a, b) => b.members.length - a.members.length);
  const taken = new Set<number>();
  const communities: number[][] = [];
  for (const { centre, members } of candidates) {
    if (taken.has(centre)) continue;
    const free = members.filter((member) => !taken.has(member));
    if (free.length < min_community_size) continue;
    const community = [centre, ...free.filter((member) => member !== centre)];
    for (const member of community) taken.add(member);
    communities.push(community);
  }
  return communities.sort((a, b) => b.length - a.length);
}
