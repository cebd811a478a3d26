import { inspect, type InspectOptions } from 'node:util';
import { resolveModel } from '@automodel/checkpoint';
import { checkCount, InvalidArgumentError, Tensor } from '@automodel/core';
import type { BackendName } from '@automodel/runtime';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import { equalLengthBatches, windows } from './batches.js';
import { checkEmbedOptions, checkTexts, type EmbedCallOptions, type EmbedOptions } from './embed-options.js';
import { readFolder, type SentenceTransformerFolder } from './folder.js';
import { quantizeEmbeddings, type Precision, type PrecisionType } from './quantize-embeddings.js';
import { loadSentenceEncoder, type OutputValue, type SentenceEncoder } from './sentence-encoder.js';
import {
  normalizeRows,
  similarity,
  similarityPairwise,
  type Embeddings,
  type SimilarityName,
} from './similarity.js';
import { TextReader } from './text-reader.js';
import { checkTransformerOptions, type SentenceTransformerOptions } from './transformer-options.js';

/** The model that is taken if none is named. */
export const DEFAULT_MODEL = 'all-MiniLM-L6-v2';

/** Most tokens that are computed at once. */
const BATCH_TOKENS = 1024;
/** Texts that are sorted by length together. */
const WINDOW = 4096;

/** A text and its vector. */
export interface EmbeddedText<P extends Precision = 'float32'> {
  /** How many texts came before it. */
  readonly index: number;
  readonly text: string;
  readonly embedding: Tensor<PrecisionType<P>>;
}

export interface StreamOptions<P extends Precision = Precision> extends EmbedOptions<P> {
  /** Texts that are read ahead and computed together (4096); memory is bounded by them. */
  readonly window_size?: number;
}

/**
 * Texts to vectors whose distances are those of their meanings: a folder of sentence-transformers
 * (https://arxiv.org/abs/1908.10084), or a plain encoder with mean pooling.
 *
 * @example
 * const model = await SentenceTransformer.from_pretrained();
 * const embeddings = await model.encode(['A man plays the guitar.', 'Somebody makes music.']);
 * model.similarity(embeddings, embeddings).tolist(); // [[1, 0.58], [0.58, 1]]
 */
export class SentenceTransformer {
  readonly tokenizer: PreTrainedTokenizer;
  /** Texts that go before others, by the names of their tasks. */
  readonly prompts: Readonly<Record<string, string>>;
  /** The prompt that counts if none is asked for. */
  readonly default_prompt_name?: string;
  readonly similarity_fn_name: SimilarityName;
  readonly truncate_dim?: number;
  /** Tokens that texts are cut at, special tokens included. */
  readonly max_seq_length: number;
  private readonly reader: TextReader;

  private constructor(
    private readonly encoder: SentenceEncoder,
    folder: SentenceTransformerFolder,
    options: SentenceTransformerOptions,
  ) {
    this.tokenizer = folder.tokenizer;
    this.prompts = { ...folder.prompts, ...options.prompts };
    this.default_prompt_name = options.default_prompt_name ?? folder.defaultPromptName;
    this.similarity_fn_name = options.similarity_fn_name ?? folder.similarityName;
    this.truncate_dim = options.truncate_dim ?? folder.truncateDim;
    const { maxLength = Infinity } = encoder;
    const asked = options.max_seq_length ?? folder.maxSeqLength ?? folder.tokenizer.model_max_length;
    this.max_seq_length = Math.min(asked, maxLength);
    this.reader = new TextReader({
      tokenizer: this.tokenizer,
      prompts: this.prompts,
      defaultPrompt: this.default_prompt_name,
      maxLength: this.max_seq_length,
      lowerCase: folder.lowerCase,
    });
  }

  /**
   * Loads a model. A folder without modules.json gets mean pooling, as in Python, with a warning.
   *
   * @param model a folder, or the name of an installed model
   * @throws SentenceTransformerError, or what loading a model throws
   */
  static async from_pretrained(
    model: string = DEFAULT_MODEL,
    options: SentenceTransformerOptions = {},
  ): Promise<SentenceTransformer> {
    const load = checkTransformerOptions(options);
    const folder = await readFolder(await resolveModel(model));
    const encoder = await loadSentenceEncoder(folder.checkpoint, folder.modules, load);
    if (!folder.hasModules) {
      console.warn(
        `"${model}" has no modules.json: texts get the mean of their tokens' vectors (mean pooling)`,
      );
    }
    return new SentenceTransformer(encoder, folder, options);
  }

  /** What computes this model. */
  get backend(): BackendName {
    return this.encoder.backend;
  }

  /** Elements of a vector. */
  get_embedding_dimension(): number {
    return Math.min(this.encoder.dimension, this.truncate_dim ?? Infinity);
  }

  /** The older name of {@link SentenceTransformer.get_embedding_dimension}. */
  get_sentence_embedding_dimension(): number {
    return this.get_embedding_dimension();
  }

  /**
   * The vectors of texts.
   *
   * @returns `[dimension]` for a text, `[texts, dimension]` for a list; with `output_value: 'token_embeddings'`
   *   `[tokens, hidden]` for a text, a list of those for a list
   * @throws InvalidArgumentError for what is no text, and for options that are unknown or cannot be honoured
   * @throws SentenceTransformerError if there is no prompt of that name
   */
  encode(
    text: string,
    options: EmbedCallOptions & { output_value: 'token_embeddings' },
  ): Promise<Tensor<'float32'>>;
  encode(
    texts: readonly string[],
    options: EmbedCallOptions & { output_value: 'token_embeddings' },
  ): Promise<Tensor<'float32'>[]>;
  encode<P extends Precision = 'float32'>(
    texts: string | readonly string[],
    options?: EmbedCallOptions<P> & { output_value?: 'sentence_embedding' },
  ): Promise<Tensor<PrecisionType<P>>>;
  async encode(texts: string | readonly string[], options: EmbedCallOptions = {}): Promise<unknown> {
    checkEmbedOptions(options);
    const isOne = typeof texts === 'string';
    const list = isOne ? [texts] : texts;
    checkTexts(list);
    if (options.output_value === 'token_embeddings') {
      const rows = new Array<Tensor>(list.length);
      await this.compute(list, options, 'token_embeddings', (vectors, places) => {
        places.forEach((place, i) => (rows[place] = vectors.at(i)));
      });
      return isOne ? rows[0] : rows;
    }
    const embeddings = await this.sentenceEmbeddings(list, options);
    const { precision = 'float32' } = options;
    const stored = precision === 'float32' ? embeddings : quantizeEmbeddings(embeddings, precision);
    return isOne ? stored.squeeze(0) : stored;
  }

  /** The vectors of questions, with the prompt `query` if the model has it and no other is asked for. */
  encode_query<P extends Precision = 'float32'>(
    texts: string | readonly string[],
    options: EmbedOptions<P> = {},
  ): Promise<Tensor<PrecisionType<P>>> {
    return this.encode(texts, this.withPromptOf(['query'], options));
  }

  /** The vectors of texts that are searched, with the prompt `document`, `passage` or `corpus` if the model has one. */
  encode_document<P extends Precision = 'float32'>(
    texts: string | readonly string[],
    options: EmbedOptions<P> = {},
  ): Promise<Tensor<PrecisionType<P>>> {
    return this.encode(texts, this.withPromptOf(['document', 'passage', 'corpus'], options));
  }

  /**
   * The vectors of any number of texts, in their order, with bounded memory.
   *
   * @throws what `encode` throws; InvalidArgumentError for `int8` and `uint8`, whose ranges only all vectors show
   * @example
   * for await (const { text, embedding } of model.encodeStream(lines)) await store(text, embedding);
   */
  async *encodeStream<P extends Precision = 'float32'>(
    texts: Iterable<string> | AsyncIterable<string>,
    options: StreamOptions<P> = {},
  ): AsyncGenerator<EmbeddedText<P>> {
    const { window_size = WINDOW, progress_callback, ...rest } = options;
    checkCount('window_size', window_size);
    if (rest.precision === 'int8' || rest.precision === 'uint8') {
      throw new InvalidArgumentError(
        `a stream cannot be stored as ${rest.precision}, because the ranges of all vectors are needed: ` +
          'stream float32 and call quantizeEmbeddings() with ranges',
      );
    }
    let done = 0;
    for await (const window of windows(texts, window_size)) {
      const embeddings = await this.encode(window, rest as EmbedOptions<P>);
      for (const [i, text] of window.entries()) {
        // A copy, so that keeping one vector does not keep its whole window.
        yield { index: done + i, text, embedding: embeddings.at(i).clone() };
      }
      done += window.length;
      progress_callback?.({ done });
    }
  }

  /**
   * How alike texts are, by their vectors: every one of `a` with every one of `b`, by the model's similarity function.
   *
   * @returns `[rows of a, rows of b]`
   */
  similarity(a: Embeddings, b: Embeddings): Tensor<'float32'> {
    return similarity(a, b, this.similarity_fn_name);
  }

  /** The same for the vectors at the same places: `[rows]`. */
  similarity_pairwise(a: Embeddings, b: Embeddings): Tensor<'float32'> {
    return similarityPairwise(a, b, this.similarity_fn_name);
  }

  /** What `console.log` shows: what it is, and not what it is made of. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { encoder: model, similarity_fn_name, max_seq_length } = this;
    const dimension = this.get_embedding_dimension();
    return `SentenceTransformer ${inspect({ model, dimension, max_seq_length, similarity_fn_name }, options)}`;
  }

  /** Frees the model. */
  dispose(): Promise<void> {
    return this.encoder.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  private async sentenceEmbeddings(
    texts: readonly string[],
    options: EmbedOptions,
  ): Promise<Tensor<'float32'>> {
    const { truncate_dim = this.truncate_dim, normalize_embeddings = false } = options;
    const { dimension: whole } = this.encoder;
    const dimension = Math.min(truncate_dim ?? whole, whole);
    const data = new Float32Array(texts.length * dimension);
    await this.compute(texts, options, 'sentence_embedding', (vectors, places) => {
      places.forEach((place, i) => {
        data.set(vectors.data.subarray(i * whole, i * whole + dimension), place * dimension);
      });
    });
    const rows = { data, count: texts.length, dimension };
    return new Tensor('float32', normalize_embeddings ? normalizeRows(rows).data : data, [
      texts.length,
      dimension,
    ]);
  }

  /** Computes texts in batches; `take` gets the vectors of each and the places of its texts. */
  private async compute(
    texts: readonly string[],
    options: EmbedOptions,
    output: OutputValue,
    take: (vectors: Tensor<'float32'>, places: readonly number[]) => void,
  ): Promise<void> {
    const { batch_size = Infinity, signal, progress_callback } = options;
    const prompt = this.reader.promptOf(options);
    const promptLength = this.reader.promptLength(prompt);
    let done = 0;
    for (let begin = 0; begin < texts.length; begin += WINDOW) {
      const rows = this.reader.read(texts.slice(begin, begin + WINDOW), prompt);
      const lengths = rows.map(({ length }) => length);
      for (const batch of equalLengthBatches(lengths, { texts: batch_size, tokens: BATCH_TOKENS })) {
        const vectors = await this.encoder.embed(
          batch.map((i) => rows[i]),
          { output, promptLength, signal },
        );
        take(
          vectors,
          batch.map((i) => begin + i),
        );
        done += batch.length;
        progress_callback?.({ done, total: texts.length });
      }
    }
  }

  private withPromptOf<P extends Precision>(
    names: readonly string[],
    options: EmbedOptions<P>,
  ): EmbedOptions<P> {
    if (options.prompt !== undefined || options.prompt_name !== undefined) return options;
    const prompt_name = names.find((name) => Object.hasOwn(this.prompts, name));
    return prompt_name === undefined ? options : { ...options, prompt_name };
  }
}
