import { max } from '@automodel/core';

export const aggregationStrategies = ['none', 'simple', 'first', 'average', 'max'] as const;
export type AggregationStrategy = (typeof aggregationStrategies)[number];

/** A token with the probability of each label. */
export interface ScoredToken {
  readonly word: string;
  readonly scores: Float32Array;
  readonly start: number;
  readonly end: number;
  /** Its place in the sequence, special tokens counted. */
  readonly index: number;
  /** Whether it goes on with the word of the token before. */
  readonly isSubword: boolean;
}

/** A token or a word with its label. */
export interface Entity {
  entity: string;
  score: number;
  index: number;
  word: string;
  start: number;
  end: number;
}

/** Tokens or words in a row that have one label. */
export interface EntityGroup {
  entity_group: string;
  score: number;
  word: string;
  start: number;
  end: number;
}

type Labelled = Omit<Entity, 'index'>;
type Join = (tokens: readonly string[]) => string;

/** The likeliest label of each token. */
export function labelTokens(
  tokens: readonly ScoredToken[],
  id2label: Readonly<Record<number, string>>,
): Entity[] {
  return tokens.map(({ word, scores, start, end, index }) => {
    const [score, label] = max(scores);
    return { entity: id2label[label], score, index, word, start, end };
  });
}

/**
 * One label for each word: that of its first token, that of the token that is surest, or the likeliest on average.
 *
 * @param join makes one text of tokens
 */
export function labelWords(
  tokens: readonly ScoredToken[],
  strategy: 'first' | 'average' | 'max',
  id2label: Readonly<Record<number, string>>,
  join: Join,
): Labelled[] {
  const words: ScoredToken[][] = [];
  for (const token of tokens) {
    if (token.isSubword && words.length > 0) words[words.length - 1].push(token);
    else words.push([token]);
  }
  return words.map((word) => {
    const [score, label] = max(wordScores(word, strategy));
    return {
      entity: id2label[label],
      score,
      word: join(word.map((token) => token.word)),
      start: word[0].start,
      end: word[word.length - 1].end,
    };
  });
}

function wordScores(word: readonly ScoredToken[], strategy: 'first' | 'average' | 'max'): Float32Array {
  if (strategy === 'first') return word[0].scores;
  if (strategy === 'max') return word[max(word.map(({ scores }) => max(scores)[0]))[1]].scores;
  return word[0].scores.map(
    (_, label) => word.reduce((sum, { scores }) => sum + scores[label], 0) / word.length,
  );
}

/** Puts neighbours with one label together; `B-` begins a group, `I-` goes on with it, a label without either does, too. */
export function groupEntities(entities: readonly Labelled[], join: Join): EntityGroup[] {
  const groups: Labelled[][] = [];
  for (const entity of entities) {
    const group = groups.at(-1);
    const last = group?.[group.length - 1].entity;
    const goesOn =
      last !== undefined && !entity.entity.startsWith('B-') && tagOf(entity.entity) === tagOf(last);
    if (goesOn) group!.push(entity);
    else groups.push([entity]);
  }
  return groups.map((group) => ({
    entity_group: group[0].entity.slice(group[0].entity.indexOf('-') + 1),
    score: group.reduce((sum, { score }) => sum + score, 0) / group.length,
    word: join(group.map(({ word }) => word)),
    start: group[0].start,
    end: group[group.length - 1].end,
  }));
}

function tagOf(label: string): string {
  return /^[BI]-/.test(label) ? label.slice(2) : label;
}

/** Of entities that overlap, which windows of one text found, the longest one, or the surest of equally long ones. */
export function withoutOverlaps(entities: readonly EntityGroup[]): EntityGroup[] {
  const kept: EntityGroup[] = [];
  for (const entity of entities.toSorted((a, b) => a.start - b.start)) {
    const previous = kept.at(-1);
    if (!previous || entity.start < previous.start || entity.start >= previous.end) {
      kept.push(entity);
      continue;
    }
    const longer = entity.end - entity.start - (previous.end - previous.start);
    if (longer > 0 || (longer === 0 && entity.score > previous.score)) kept[kept.length - 1] = entity;
  }
  return kept;
}
