import { labelFields, labelsOf, parseConfig } from '@automodel/modeling';
import * as v from 'valibot';

/** What the labels of a model are to each other: numbers, one of several, or any of several. */
export type ProblemType = 'regression' | 'single_label_classification' | 'multi_label_classification';

/** What the config of a classifier says of its labels. */
export interface ClassifierConfig {
  readonly num_labels: number;
  /** The name of each label, 0 to `num_labels` - 1. */
  readonly id2label: Readonly<Record<number, string>>;
  readonly label2id: Readonly<Record<string, number>>;
  readonly problem_type: ProblemType | null;
}

const fields = v.object({
  ...labelFields,
  label2id: v.optional(v.nullable(v.record(v.string(), v.pipe(v.number(), v.safeInteger())))),
});

/** A schema of configs with the fields of {@link ClassifierConfig}; without names, labels are `LABEL_0` and so on, as in Python. */
export function withLabels<Config extends object>(
  schema: v.GenericSchema<unknown, Config>,
): v.GenericSchema<unknown, Config & ClassifierConfig> {
  return v.pipe(
    schema,
    v.transform((config) => ({ ...config, ...readLabels(config) })),
  );
}

/** The names in the order of their ids. */
export function labelNames({ id2label, num_labels }: ClassifierConfig): string[] {
  return Array.from({ length: num_labels }, (_, id) => id2label[id]);
}

function readLabels(config: object): ClassifierConfig {
  const read = parseConfig(fields, config);
  const names = labelsOf(read);
  return {
    num_labels: names.length,
    id2label: { ...names },
    label2id: read.label2id ?? Object.fromEntries(names.map((name, id) => [name, id])),
    problem_type: read.problem_type ?? null,
  };
}
