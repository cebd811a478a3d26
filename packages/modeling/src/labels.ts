import * as v from 'valibot';
import { ModelConfigError, optionalSize } from './config.js';

/** What the configs of classifiers say of their labels. */
export const labelFields = {
  // The label of each output; LABEL_0 and so on if left out.
  id2label: v.optional(v.nullable(v.record(v.string(), v.string()))),
  // How many labels there are, where they have no names; 2 if left out.
  num_labels: optionalSize,
  problem_type: v.optional(
    v.nullable(v.picklist(['regression', 'single_label_classification', 'multi_label_classification'])),
  ),
};

/** The fields of {@link labelFields}. */
export type LabelConfig = v.InferOutput<v.ObjectSchema<typeof labelFields, undefined>>;

/**
 * The labels of a classifier in the order of its outputs.
 *
 * @throws ModelConfigError if `id2label` does not name the labels 0, 1, ... without a gap
 */
export function labelsOf({ id2label, num_labels }: LabelConfig): readonly string[] {
  if (!id2label) return Array.from({ length: num_labels ?? 2 }, (_, i) => `LABEL_${i}`);
  const length = Object.keys(id2label).length;
  return Array.from({ length }, (_, i) => {
    if (Object.hasOwn(id2label, String(i))) return id2label[i];
    throw new ModelConfigError(
      `config.json: id2label has ${length} labels but none for ${i}; it must name 0 to ${length - 1}`,
    );
  });
}
