import { InvalidArgumentError, refuseUnknownOptions, shown } from '@automodel/core';
import type { SentenceTransformer } from './sentence-transformer.js';
import { MemoryVectorStore } from './stores/memory-vector-store.js';
import { VectorStoreError, type VectorStore } from './stores/vector-store.js';

/** A question and its answer. */
export interface FaqEntry {
  readonly question: string;
  readonly answer: string;
}

/** An answer that was found. */
export interface FaqAnswer extends FaqEntry {
  /** How alike its question is to what was asked. */
  readonly score: number;
}

export interface FaqSearchOptions {
  /** How many answers to return; 3 if left out. */
  readonly top_k?: number;
  /** Only answers that are at least as alike; all if left out. */
  readonly min_score?: number;
}

/**
 * Answers questions by those that were answered before, by meaning and not by words.
 *
 * @example
 * const faq = new FaqIndex(await SentenceTransformer.from_pretrained());
 * await faq.add([{ question: 'How long does delivery take?', answer: 'Two to three days.' }]);
 * const [best] = await faq.search('when will my order arrive'); // { answer: 'Two to three days.', score: 0.61, ... }
 */
export class FaqIndex {
  readonly store: VectorStore;

  /**
   * @param store where vectors are kept; in memory if left out. One that is filled already can be searched at once
   * @throws VectorStoreError if the store keeps vectors of another length than the model's
   */
  constructor(
    readonly model: SentenceTransformer,
    store?: VectorStore,
  ) {
    const dimension = model.get_embedding_dimension();
    if (store && store.dimension !== dimension) {
      throw new VectorStoreError(
        'dimension-mismatch',
        `the store keeps vectors of ${store.dimension} elements, the model gives ${dimension}; take the model that filled it`,
      );
    }
    this.store = store ?? new MemoryVectorStore({ dimension });
  }

  /** Takes in questions and answers; a question that is there already gets its new answer. All of them, or none. */
  async add(entries: readonly FaqEntry[]): Promise<void> {
    if (!Array.isArray(entries)) {
      throw new InvalidArgumentError(`FaqIndex.add() takes a list of entries, not ${shown(entries)}`);
    }
    for (const [i, { question, answer }] of (entries as readonly FaqEntry[]).entries()) {
      if (typeof question === 'string' && typeof answer === 'string') continue;
      throw new InvalidArgumentError(`entry ${i} needs a question and an answer, both texts`);
    }
    const embeddings = await this.model.encode_document(entries.map(({ question }) => question));
    await this.store.add(
      entries.map(({ question, answer }, i) => ({
        id: question,
        text: question,
        embedding: embeddings.at(i),
        metadata: { answer },
      })),
    );
  }

  /** The answers whose questions are most alike, best first. */
  async search(question: string, options: FaqSearchOptions = {}): Promise<FaqAnswer[]> {
    refuseUnknownOptions('FaqIndex.search()', options, ['top_k', 'min_score']);
    const { top_k = 3, min_score = -Infinity } = options;
    if (typeof question !== 'string') {
      throw new InvalidArgumentError(`a question must be a text; it is ${shown(question)}`);
    }
    const matches = await this.store.search(await this.model.encode_query(question), { top_k });
    return matches
      .filter(({ score }) => score >= min_score)
      .map(({ text, score, metadata }) => ({ question: text, answer: String(metadata.answer), score }));
  }

  /** Forgets questions. */
  remove(questions: readonly string[]): Promise<void> {
    return this.store.delete(questions);
  }

  /** How many questions there are. */
  count(): Promise<number> {
    return this.store.count();
  }
}
