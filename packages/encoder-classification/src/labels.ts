import { ModelConfigError, parseConfig, type ConfigSchema } from '@automodel/modeling';
import * as v from 'valibot';

/** What the labels of a model are to each other: numbers, one of several, or any of several. */
export type ProblemType = 'regression' | 'single_label_classification' | 'multi_label_classification';

/** What `config.json` says of a model's labels. */
export interface LabelConfig {
  readonly num_labels: number;
  /** The name of each label, 0 to `num_labels` - 1. */
  readonly id2label: Readonly<Record<number, string>>;
  readonly label2id: Readonly<Record<string, number>>;
  readonly problem_type: ProblemType | null;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const labelFields = v.object({
  id2label: v.optional(v.nullable(v.record(v.string(), v.union([v.string(), v.number()])))),
  label2id: v.optional(v.nullable(v.record(v.string(), whole))),
  num_labels: v.optional(v.nullable(v.pipe(whole, v.minValue(1), v.maxValue(2 ** 24)))),
  problem_type: v.optional(
    v.nullable(v.picklist(['regression', 'single_label_classification', 'multi_label_classification'])),
  ),
});

/** A schema of configs with the fields of {@link LabelConfig}; without names, labels are `LABEL_0` and so on, as in Python. */
export function withLabels<Config extends object>(
  schema: v.GenericSchema<unknown, Config>,
): v.GenericSchema<unknown, Config & LabelConfig> {
  return v.pipe(
    schema,
    v.transform((config) => ({ ...config, ...readLabels(config) })),
  );
}

/** The names in the order of their ids. */
export function labelNames({ id2label, num_labels }: LabelConfig): string[] {
  return Array.from({ length: num_labels }, (_, id) => id2label[id]);
}

function readLabels(config: object): LabelConfig {
  const { id2label, label2id, num_labels, problem_type } = parseConfig(
    labelFields satisfies ConfigSchema,
    config,
  );
  const count = id2label ? Object.keys(id2label).length : (num_labels ?? 2);
  if (count === 0) throw new ModelConfigError('config.json: id2label names no label');
  const names = Array.from({ length: count }, (_, id) => {
    const name = id2label ? id2label[id] : `LABEL_${id}`;
    if (name !== undefined) return String(name);
    throw new ModelConfigError(
      `config.json: id2label must name the labels 0 to ${count - 1}; it has no ${id}`,
    );
  });
  return {
    num_labels: count,
    id2label: Object.fromEntries(names.entries()),
    label2id: label2id ?? Object.fromEntries(names.map((name, id) => [name, id])),
    problem_type: problem_type ?? null,
  };
}
