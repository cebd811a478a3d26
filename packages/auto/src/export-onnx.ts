import { readConfig, resolveModel } from '@automodel/checkpoint';
import type { LoadOptions, OnnxExportOptions, PreTrainedModel } from '@automodel/modeling';
import {
  AutoModelForQuestionAnswering,
  AutoModelForSequenceClassification,
  AutoModelForTokenClassification,
} from '@automodel/encoder-classification';
import { AutoModelForMaskedLM } from '@automodel/masked-lm';
import { AutoModelForImageClassification } from '@automodel/vit';
import { AutoModel } from './auto-model.js';

interface AutoClass {
  from_pretrained(model: string, options?: LoadOptions): Promise<PreTrainedModel>;
}

/** Auto classes by the ends of the class names that `architectures` of config.json has. */
const heads: readonly (readonly [string, AutoClass])[] = [
  ['ForMaskedLM', AutoModelForMaskedLM],
  ['ForSequenceClassification', AutoModelForSequenceClassification],
  ['ForTokenClassification', AutoModelForTokenClassification],
  ['ForQuestionAnswering', AutoModelForQuestionAnswering],
  ['ForImageClassification', AutoModelForImageClassification],
  ['ForImageClassificationWithTeacher', AutoModelForImageClassification],
];

/**
 * Writes a checkpoint in the layout that @huggingface/transformers reads, in a browser too, with the head that its config
 * names: {@link PreTrainedModel.exportOnnx}.
 *
 * @param model a folder, or the name of an installed model
 * @param folder where to write; made if it is not there
 * @throws ModelExportError if the model is no encoder, or the folder holds a model already
 * @example
 * await exportOnnx('mini-bert', './public/models/mini-bert');
 */
export async function exportOnnx(
  model: string,
  folder: string,
  options: OnnxExportOptions & LoadOptions = {},
): Promise<void> {
  const { largest_file, ...loading } = options;
  const { architectures = [] } = await readConfig(await resolveModel(model));
  const [, auto = AutoModel] = heads.find(([end]) => architectures[0]?.endsWith(end)) ?? [];
  await using loaded = await auto.from_pretrained(model, loading);
  await loaded.exportOnnx(folder, { largest_file });
}
