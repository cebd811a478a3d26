import { fileURLToPath } from 'node:url';
import * as transformersJs from '@huggingface/transformers';
import * as automodel from '../src/index.js';

/** Why a name of @huggingface/transformers is not among ours, in the order of the document. */
const reasons = {
  types: 'Results of models, classes there, are TypeScript types of these names here',
  bases: 'Bases of the classes of one architecture; `PreTrainedModel` is the base of all',
  other: 'Done in another way; see the table above',
  tokenizers:
    'Tokenizers without a class of their own: `AutoTokenizer` and `PreTrainedTokenizerFast` read their tokenizer.json',
  processors: 'Image processors of other architectures, also by older names; the other engine has these',
  tasks:
    'Tasks that this project does not have: audio, video, segmentation, detection, depth, pictures with texts, time series. ' +
    '`pipeline()` serves those that have a pipeline, with the other engine',
  architectures:
    'Models of other architectures. `pipeline()` and the Auto classes serve their ONNX files, with the other engine',
} as const;

type Reason = keyof typeof reasons;

/** Types here; the test that reads this document imports them, so that they are there. */
const types = [
  'BaseModelOutput',
  'CausalLMOutput',
  'MaskedLMOutput',
  'PretrainedConfig',
  'QuestionAnsweringModelOutput',
  'Seq2SeqLMOutput',
  'SequenceClassifierOutput',
  'TokenClassifierOutput',
];

const other = [
  'CausalLMOutputWithPast',
  'ClassifierFreeGuidanceLogitsProcessor',
  'DynamicCache',
  'FeatureExtractor',
  'ImageFeatureExtractor',
  'LogLevel',
  'ModelFileNotFoundError',
  'ModelOutput',
  'ModelRegistry',
  'Processor',
  'interpolate',
  'interpolate_4d',
  'random',
  'rfft',
];

/** Heads, pipelines and helpers of other tasks, by parts of their names. */
const otherTasks = new RegExp(
  [
    'For(Audio|CTC|Depth|Document|ImageFeature|ImageMatting|ImageSegmentation|ImageTextToText|ImageToImage|MaskGeneration)',
    'For(Normal|Object|Pose|Semantic|Speech|TextTo|Universal|Vision2Seq|XVector|ZeroShot|Instance|SceneText|Segmentation)',
    'For(Prediction|ImageSuperResolution)',
    'Pipeline$',
    '(audio|video|Audio|Video)',
    'FeatureExtractor$',
    'WithProjection$|Output$|TextStreamer$|TimeStamp|HifiGan',
    '(?<!Image)Processor(WithLM)?$',
  ].join('|'),
);

function reasonOf(name: string): Reason {
  if (types.includes(name)) return 'types';
  if (/Pre[tT]rainedModel$/.test(name)) return 'bases';
  if (other.includes(name)) return 'other';
  const processor = name.replace(/FeatureExtractor$/, 'ImageProcessor');
  if (/ImageProcessor$/.test(processor) && Object.hasOwn(transformersJs, processor)) return 'processors';
  if (otherTasks.test(name)) return 'tasks';
  if (/Tokenizer$/.test(name)) return 'tokenizers';
  if (/(Model|For[A-Z]\w+|LMHeadModel|CausalLM)$/.test(name)) return 'architectures';
  throw new Error(`why is ${name} of @huggingface/transformers not here? Say so in transformers-js-names.ts`);
}

/** Where the names are listed. */
export const namesDocument = fileURLToPath(
  new URL('../../../docs/coming-from-transformers-js.md', import.meta.url),
);

const HEADING = '## Every name';

/** The part of the document that lists every name of @huggingface/transformers. */
export function describeNames(): string {
  const names = Object.keys(transformersJs).sort();
  const here = names.filter((name) => Object.hasOwn(automodel, name));
  const absent = names.filter((name) => !here.includes(name)).map((name) => [name, reasonOf(name)] as const);
  const sections = (Object.keys(reasons) as Reason[]).map((reason) => {
    const listed = absent.filter((entry) => entry[1] === reason).map(([name]) => name);
    return `${reasons[reason]} (${listed.length}):\n\n${list(listed)}`;
  });
  return [HEADING, `Here, by the same name (${here.length}):`, list(here), ...sections, ''].join('\n\n');
}

/** The document with its list made anew. */
export function withNames(document: string): string {
  const [before] = document.split(HEADING);
  return before + describeNames();
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
