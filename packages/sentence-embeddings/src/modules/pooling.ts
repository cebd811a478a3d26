/**
 * Pooling: the vectors of a text's tokens become one vector (https://arxiv.org/abs/1908.10084). Several modes are joined in
 * the order in which they are named.
 */
import { arange, concat, type Value } from '@automodel/graph';
import * as v from 'valibot';
import type { Features, SentenceModule } from './module.js';

/** The tokens that count: all of a text, or those behind its prompt. */
interface PooledTokens {
  /** `[batch, sequence, hidden]` */
  readonly tokens: Value;
  /** 1 where a token counts, float32 `[sequence, 1]`; all count if left out. */
  readonly mask?: Value;
  /** Index of the first one that counts, int32 `[]`. */
  readonly first?: Value;
}

/** As Python, which divides by this where no token counts. */
const SMALLEST_SUM = 1e-9;

/** Each `[batch, sequence, hidden]` to `[batch, hidden]`. */
const modes = {
  cls: ({ tokens, first }) => tokens.gather(first ?? 0, 1),
  max: ({ tokens, mask }) => (mask ? tokens.where(mask.greater(0), -Infinity) : tokens).max(1),
  mean: (pooled) => weightedSum(pooled).div(count(pooled)),
  mean_sqrt_len_tokens: (pooled) => weightedSum(pooled).div(count(pooled).sqrt()),
  weightedmean: (pooled) => {
    const weights = masked(positions(pooled.tokens).add(1).to('float32').unsqueeze(1), pooled.mask);
    return pooled.tokens.mul(weights).sum(1).div(weights.sum(0).maximum(SMALLEST_SUM));
  },
  lasttoken: ({ tokens, mask }) => masked(tokens.gather(-1, 1), mask?.gather(-1, 0)),
} satisfies Record<string, (pooled: PooledTokens) => Value>;

type PoolingMode = keyof typeof modes;
const modeNames = Object.keys(modes) as PoolingMode[];

/** The order in which Python joins the modes that older folders switch on one by one. */
const legacySwitches = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean_sqrt_len_tokens',
  pooling_mode_weightedmean_tokens: 'weightedmean',
  pooling_mode_lasttoken: 'lasttoken',
} satisfies Record<string, PoolingMode>;

const refusal = `one of ${modeNames.join(', ')} is needed, or a list of them`;

export const poolingConfig = v.looseObject({
  pooling_mode: v.optional(
    v.union([v.picklist(modeNames), v.pipe(v.array(v.picklist(modeNames)), v.minLength(1))], refusal),
  ),
  include_prompt: v.optional(v.boolean(), true),
  ...v.entriesFromList(Object.keys(legacySwitches), v.optional(v.boolean(), false)),
});

export class Pooling implements SentenceModule {
  readonly include_prompt: boolean;
  private readonly modes: readonly PoolingMode[];

  constructor(config: v.InferOutput<typeof poolingConfig>) {
    this.include_prompt = config.include_prompt;
    this.modes = config.pooling_mode === undefined ? legacyModes(config) : [config.pooling_mode].flat();
  }

  forward(features: Features): Features {
    const pooled = this.pooledTokens(features);
    const vectors = this.modes.map((name) => modes[name](pooled));
    const sentence_embedding = vectors.length === 1 ? vectors[0] : concat(vectors, -1);
    return { ...features, sentence_embedding };
  }

  private pooledTokens({ token_embeddings: tokens, prompt_length }: Features): PooledTokens {
    if (this.include_prompt || !prompt_length) return { tokens };
    const { graph } = tokens;
    const mask = positions(tokens).less(prompt_length).not().to('float32').unsqueeze(1);
    // A prompt that leaves no room for the text: Python takes the first token then.
    const length = graph.sizeOf('sequence').squeeze(0).to('int32');
    return { tokens, mask, first: prompt_length.mul(prompt_length.less(length).to('int32')) };
  }
}

/** 0, 1, ... for the tokens of a text: int32 `[sequence]`. */
function positions(tokens: Value): Value {
  return arange(tokens.graph, 'sequence');
}

function masked(x: Value, mask: Value | undefined): Value {
  return mask ? x.mul(mask) : x;
}

/** `[batch, hidden]` */
function weightedSum({ tokens, mask }: PooledTokens): Value {
  return masked(tokens, mask).sum(1);
}

/** How many tokens count, `[1]`. */
function count({ tokens, mask }: PooledTokens): Value {
  return mask ? mask.sum(0).maximum(SMALLEST_SUM) : tokens.graph.sizeOf('sequence').to('float32');
}

function legacyModes(config: Readonly<Record<string, unknown>>): PoolingMode[] {
  const on = Object.entries(legacySwitches).flatMap(([name, mode]) => (config[name] ? [mode] : []));
  return on.length > 0 ? on : ['mean'];
}
