import * as v from 'valibot';
import { ModelConfigError } from '../config.js';

const number = v.optional(v.nullable(v.number()));
const positive = v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0))));
const factors = v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.maxLength(4096));

/** How far positions turn queries and keys, and how that is stretched to longer contexts (Python's `rope_parameters`). */
const ropeParameters = v.looseObject({
  rope_type: v.picklist(['default', 'linear', 'dynamic', 'yarn', 'longrope', 'llama3']),
  rope_theta: v.pipe(v.number(), v.gtValue(1)),
  partial_rotary_factor: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  factor: positive,
  original_max_position_embeddings: positive,
  attention_factor: number,
  beta_fast: positive,
  beta_slow: positive,
  mscale: number,
  mscale_all_dim: number,
  truncate: v.optional(v.nullable(v.boolean())),
  low_freq_factor: positive,
  high_freq_factor: positive,
  short_factor: v.optional(v.nullable(factors)),
  long_factor: v.optional(v.nullable(factors)),
});
export type RopeParameters = v.InferOutput<typeof ropeParameters>;

const record = v.optional(v.nullable(v.record(v.string(), v.unknown())));

/** The fields of a `config.json` that say how positions turn, in the forms of transformers 5, of 4, and of GPT-NeoX. */
export const ropeFields = {
  rope_parameters: record,
  rope_scaling: record,
  rope_theta: positive,
  rotary_emb_base: positive,
  partial_rotary_factor: positive,
  rotary_pct: positive,
  original_max_position_embeddings: positive,
};
export type RopeConfig = v.InferOutput<v.ObjectSchema<typeof ropeFields, undefined>> & {
  readonly max_position_embeddings: number;
};

/**
 * Brings the forms together.
 *
 * @param defaults what holds if the file does not say
 * @param layerType which of several settings, where there is one for each type of layers
 * @throws ModelConfigError naming each field that is wrong
 */
export function readRope(
  config: RopeConfig,
  defaults: { theta?: number; partial?: number } = {},
  layerType?: string,
): RopeParameters {
  const given = config.rope_scaling ?? config.rope_parameters ?? {};
  const own = layerType === undefined ? undefined : given[layerType];
  const named = own === undefined ? given : (own as Record<string, unknown>);
  // "su" is what the first Phi-3 called longrope; "mrope" turns text as "default" does.
  const type = named['rope_type'] ?? named['type'] ?? 'default';
  const result = v.safeParse(ropeParameters, {
    rope_theta: config.rope_theta ?? config.rotary_emb_base ?? defaults.theta ?? 10_000,
    partial_rotary_factor: config.partial_rotary_factor ?? config.rotary_pct ?? defaults.partial ?? 1,
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null)),
    original_max_position_embeddings:
      config.original_max_position_embeddings ??
      named['original_max_position_embeddings'] ??
      config.max_position_embeddings,
    rope_type: type === 'su' ? 'longrope' : type,
  });
  if (result.success) return checkNeeded(result.output);
  const issues = result.issues.map((issue) => `  rope_parameters.${v.getDotPath(issue)}: ${issue.message}`);
  throw new ModelConfigError(`config.json does not describe a network:\n${issues.join('\n')}`);
}

const needed: Record<RopeParameters['rope_type'], readonly (keyof RopeParameters)[]> = {
  default: [],
  linear: ['factor'],
  dynamic: ['factor'],
  yarn: [],
  longrope: ['short_factor', 'long_factor'],
  llama3: ['factor', 'low_freq_factor', 'high_freq_factor'],
};

function checkNeeded(rope: RopeParameters): RopeParameters {
  const missing = needed[rope.rope_type].filter((name) => rope[name] == null);
  if (missing.length === 0) return rope;
  throw new ModelConfigError(
    `config.json does not describe a network: rope_parameters of the type "${rope.rope_type}" need ${missing.join(', ')}`,
  );
}
