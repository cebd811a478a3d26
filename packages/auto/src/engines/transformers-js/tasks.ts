import { EngineError } from '../engine.js';

/** What a task's pipeline takes in the library, in version 4.3. */
export interface LibraryTask {
  /** How many arguments go before the options; 1 if left out. */
  readonly data?: number;
  /** The options that it acts on. */
  readonly options: readonly string[];
  /** Whether it acts on the options of `generate`, too. */
  readonly generates?: boolean;
  /** Whether the first argument is a picture, or a list of them. */
  readonly images?: boolean;
  /** Options that automodel's pipeline has where neither the call nor generation_config.json says anything. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Refuses what the pipeline would answer wrongly. */
  readonly check?: (parts: TaskParts, data: readonly unknown[]) => void;
}

interface TaskParts {
  readonly config: Readonly<Record<string, unknown>>;
  readonly maskToken: string | undefined;
}

const segmentation: LibraryTask = {
  images: true,
  options: [
    'threshold',
    'mask_threshold',
    'overlap_mask_area_threshold',
    'label_ids_to_fuse',
    'target_sizes',
    'subtask',
  ],
};
const generation: LibraryTask = { options: [], generates: true };

/** The tasks of the library, by their names without an alias. */
export const libraryTasks = {
  'audio-classification': { options: ['top_k'] },
  'automatic-speech-recognition': {
    options: [
      'return_timestamps',
      'chunk_length_s',
      'stride_length_s',
      'force_full_sequences',
      'language',
      'task',
    ],
    generates: true,
  },
  'background-removal': segmentation,
  'depth-estimation': { images: true, options: [] },
  'document-question-answering': { ...generation, images: true, data: 2 },
  'feature-extraction': { options: ['pooling', 'normalize', 'quantize', 'precision'] },
  'fill-mask': { options: ['top_k'], check: checkMasks },
  'image-classification': { images: true, options: ['top_k'] },
  'image-feature-extraction': { images: true, options: ['pool'] },
  'image-segmentation': segmentation,
  'image-to-image': { images: true, options: [] },
  'image-to-text': { ...generation, images: true },
  'object-detection': { images: true, options: ['threshold', 'percentage'] },
  'question-answering': { data: 2, options: ['top_k'] },
  summarization: generation,
  'text-classification': { options: ['top_k'], check: checkLabels },
  'text-generation': {
    options: [
      'add_special_tokens',
      'return_full_text',
      'tools',
      'documents',
      'chat_template',
      'tokenizer_encode_kwargs',
    ],
    generates: true,
    defaults: { do_sample: true, temperature: 0.7 },
  },
  'text-to-audio': { options: ['speaker_embeddings', 'num_inference_steps', 'speed'] },
  'text2text-generation': generation,
  'token-classification': { options: ['ignore_labels', 'aggregation_strategy'] },
  translation: { options: ['src_lang', 'tgt_lang'], generates: true },
  'zero-shot-audio-classification': { data: 2, options: ['hypothesis_template'] },
  'zero-shot-classification': { data: 2, options: ['hypothesis_template', 'multi_label'] },
  'zero-shot-image-classification': { images: true, data: 2, options: ['hypothesis_template'] },
  'zero-shot-object-detection': { images: true, data: 2, options: ['threshold', 'top_k', 'percentage'] },
} satisfies Readonly<Record<string, LibraryTask>>;

/** Other names of tasks. */
const aliases = {
  asr: 'automatic-speech-recognition',
  embeddings: 'feature-extraction',
  ner: 'token-classification',
  'sentiment-analysis': 'text-classification',
  'text-to-speech': 'text-to-audio',
} satisfies Readonly<Record<string, keyof typeof libraryTasks>>;

/** A task that the library has, by its name or an alias. */
export type LibraryTaskName = keyof typeof libraryTasks | keyof typeof aliases;

/** The task that a name or alias means, as in `translation_en_to_fr`; undefined if the library has none. */
export function libraryTask(name: string): LibraryTask | undefined {
  const task = Object.hasOwn(aliases, name) ? aliases[name as keyof typeof aliases] : name.split('_', 1)[0];
  return Object.hasOwn(libraryTasks, task) ? libraryTasks[task as keyof typeof libraryTasks] : undefined;
}

/** The library fills the first mask of a text and leaves the others. */
function checkMasks({ maskToken }: TaskParts, [texts]: readonly unknown[]): void {
  if (maskToken === undefined) return;
  for (const text of [texts].flat()) {
    if (typeof text !== 'string' || text.split(maskToken).length <= 2) continue;
    throw new EngineError(
      `the engine @huggingface/transformers fills one mask of a text; ${JSON.stringify(text)} has several`,
    );
  }
}

/** The library makes probabilities of a single score: always 1. */
function checkLabels({ config }: TaskParts): void {
  const labels = Object.keys((config['id2label'] ?? {}) as object).length;
  if (labels !== 1 && config['problem_type'] !== 'regression') return;
  throw new EngineError(
    'this model gives a score, not classes, and the engine @huggingface/transformers makes 1 of every single score; ' +
      'call the model itself: AutoModelForSequenceClassification',
  );
}
