import { Checkpoint, Subfolder, type ModelFiles } from '@automodel/checkpoint';
import { tokenizerFromFiles, type PreTrainedTokenizer } from '@automodel/tokenizers';
import * as v from 'valibot';
import { loadModule, parseModuleConfig } from './modules/load-module.js';
import type { SentenceModule } from './modules/module.js';
import { Pooling } from './modules/pooling.js';
import { similarityNames, type SimilarityName } from './similarity.js';

const modulesSchema = v.pipe(
  v.array(v.looseObject({ path: v.string(), type: v.string() })),
  v.minLength(1),
  v.check(([{ type }]) => type.split('.').at(-1) === 'Transformer', 'the first module must be a Transformer'),
);

const modelSchema = v.looseObject({
  prompts: v.optional(v.record(v.string(), v.string()), {}),
  default_prompt_name: v.optional(v.nullable(v.string())),
  similarity_fn_name: v.optional(v.nullable(v.string())),
  truncate_dim: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1)))),
});

const transformerSchema = v.looseObject({
  max_seq_length: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1)))),
  do_lower_case: v.optional(v.boolean(), false),
});

/** Where the settings of the Transformer module may be, in the order in which Python looks. */
const transformerConfigs = [
  'bert',
  'roberta',
  'distilbert',
  'camembert',
  'albert',
  'xlm-roberta',
  'xlnet',
].map((name) => `sentence_${name}_config.json`);

/** What a sentence-transformers folder says. */
export interface SentenceTransformerFolder {
  /** The encoder's part. */
  readonly checkpoint: Checkpoint;
  readonly tokenizer: PreTrainedTokenizer;
  /** What comes behind the encoder. */
  readonly modules: readonly SentenceModule[];
  /** Whether modules.json was there; if not, the modules are Python's default. */
  readonly hasModules: boolean;
  /** Tokens that a text is cut at, where the folder says. */
  readonly maxSeqLength?: number;
  readonly lowerCase: boolean;
  readonly prompts: Readonly<Record<string, string>>;
  readonly defaultPromptName?: string;
  readonly similarityName: SimilarityName;
  readonly truncateDim?: number;
}

/**
 * Reads a folder of any version of sentence-transformers, or of a plain encoder.
 *
 * @throws SentenceTransformerError, CheckpointError if a file is missing or malformed
 */
export async function readFolder(files: ModelFiles): Promise<SentenceTransformerFolder> {
  const listed = await files.readJson('modules.json');
  const [transformer, ...others] =
    listed === undefined
      ? [{ path: '' }]
      : parseModuleConfig(files.describe('modules.json'), modulesSchema, listed);
  const encoderFiles = transformer.path === '' ? files : new Subfolder(files, transformer.path);
  const modules: SentenceModule[] = [];
  for (const { type, path } of others as { type: string; path: string }[]) {
    modules.push(await loadModule(type, new Subfolder(files, path)));
  }
  if (listed === undefined) modules.push(new Pooling({ pooling_mode: 'mean', include_prompt: true }));
  const model = await readOptional(files, 'config_sentence_transformers.json', modelSchema);
  const settings = await readTransformerConfig(encoderFiles);
  const similarity = similarityNames.find((name) => name === model.similarity_fn_name);
  return {
    checkpoint: await Checkpoint.fromFiles(encoderFiles),
    tokenizer: await tokenizerFromFiles(encoderFiles),
    modules,
    hasModules: listed !== undefined,
    maxSeqLength: settings.max_seq_length ?? undefined,
    lowerCase: settings.do_lower_case,
    prompts: { query: '', document: '', ...model.prompts },
    defaultPromptName: model.default_prompt_name ?? undefined,
    similarityName: similarity ?? 'cosine',
    truncateDim: model.truncate_dim ?? undefined,
  };
}

async function readTransformerConfig(files: ModelFiles): Promise<v.InferOutput<typeof transformerSchema>> {
  for (const name of transformerConfigs) {
    if ((await files.size(name)) !== undefined) return readOptional(files, name, transformerSchema);
  }
  return { do_lower_case: false };
}

async function readOptional<S extends v.GenericSchema>(
  files: ModelFiles,
  name: string,
  schema: S,
): Promise<v.InferOutput<S>> {
  return parseModuleConfig(files.describe(name), schema, (await files.readJson(name)) ?? {});
}
