import { checkCount, refuseUnknownOptions, topIndices } from '@automodel/core';
import type { EmbedOptions } from './embed-options.js';
import type { SentenceTransformer } from './sentence-transformer.js';
import { checkSimilarityName, rowScores, type Embeddings, type SimilarityName } from './similarity.js';

/** How alike two texts are, and their places, the smaller one first. */
export type ParaphrasePair = [score: number, first: number, second: number];

export interface ParaphraseMiningOptions {
  /** Most pairs; 500,000 if left out. */
  readonly max_pairs?: number;
  /** How many of the others are considered for each text; 100 if left out. */
  readonly top_k?: number;
  /** How vectors are compared; by their cosine if left out. */
  readonly score_function?: SimilarityName;
}

const optionNames = ['max_pairs', 'top_k', 'score_function'] as const;

/**
 * The pairs of texts that say the same, most alike first, as Python's `util.paraphrase_mining`.
 *
 * @throws what `encode` throws
 */
export async function paraphraseMining(
  model: SentenceTransformer,
  sentences: readonly string[],
  options: ParaphraseMiningOptions & EmbedOptions<'float32'> = {},
): Promise<ParaphrasePair[]> {
  const { max_pairs, top_k, score_function, ...encoding } = options;
  const mining = Object.fromEntries(
    Object.entries({ max_pairs, top_k, score_function }).filter(([, value]) => value !== undefined),
  );
  return paraphraseMiningEmbeddings(await model.encode(sentences, encoding), mining);
}

/**
 * The same for vectors `[rows, dimension]`.
 *
 * @throws InvalidArgumentError if an option cannot be honoured
 */
export function paraphraseMiningEmbeddings(
  embeddings: Embeddings,
  options: ParaphraseMiningOptions = {},
): ParaphrasePair[] {
  refuseUnknownOptions('paraphraseMining()', options, optionNames);
  const { max_pairs = 500_000, top_k = 100, score_function = 'cosine' } = options;
  checkCount('max_pairs', max_pairs);
  checkCount('top_k', top_k);
  checkSimilarityName(score_function);
  const { count, scoresOf } = rowScores(embeddings, score_function);
  const pairs = new Map<number, ParaphrasePair>();
  for (let i = 0; i < count; i++) {
    const scores = scoresOf(i);
    // One more, because a text is most like itself.
    const neighbours = topIndices(scores, top_k + 1).filter((j) => j !== i);
    for (const j of neighbours.slice(0, top_k)) {
      const [first, second] = i < j ? [i, j] : [j, i];
      const key = first * count + second;
      if (!pairs.has(key)) pairs.set(key, [scores[j], first, second]);
    }
  }
  return [...pairs.values()].sort(([a], [b]) => b - a).slice(0, max_pairs);
}
