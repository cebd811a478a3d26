import { InvalidArgumentError } from '@automodel/core';
import { defaults, type ResolvedGenerationConfig } from './generation-config.js';

/** Options that do something only where tokens are sampled. */
const samplingOptions = [
  'temperature',
  'top_k',
  'top_p',
  'min_p',
  'top_h',
  'typical_p',
  'epsilon_cutoff',
  'eta_cutoff',
  'seed',
] as const;

/** Options that do something only with several beams. */
const beamOptions = ['early_stopping', 'length_penalty'] as const;

/** Outputs that nobody would see without `return_dict_in_generate`. */
const outputOptions = [
  'output_scores',
  'output_logits',
  'output_attentions',
  'output_hidden_states',
] as const;

/** @throws InvalidArgumentError naming the options that contradict each other */
export function refuseContradictions(config: ResolvedGenerationConfig): void {
  refuseWithoutEffect(config);
  refuseReturnSequences(config);
  refuseBeamGroups(config);
  refuseMixedStrategies(config);
  refuseForcedAndSuppressed(config);
}

/** What has no effect is refused if the caller gave it: a model's file may well have it for other calls. */
function refuseWithoutEffect(config: ResolvedGenerationConfig): void {
  const contrastive = (config.penalty_alpha ?? 0) > 0;
  if (!config.do_sample) {
    for (const name of samplingOptions) {
      if (name === 'top_k' && contrastive) continue;
      if (given(config, name)) refuse(config, [name], 'does something only with do_sample: true');
    }
  }
  if (config.num_beams === 1) {
    for (const name of beamOptions) {
      if (given(config, name)) refuse(config, [name], 'does something only with num_beams above 1');
    }
  }
  if (!config.return_dict_in_generate) {
    for (const name of outputOptions) {
      if (given(config, name)) refuse(config, [name], 'needs return_dict_in_generate: true');
    }
  }
}

function refuseReturnSequences(config: ResolvedGenerationConfig): void {
  const { num_return_sequences, num_beams, do_sample } = config;
  if (num_return_sequences <= 1) return;
  if (num_beams > 1 && num_return_sequences > num_beams) {
    refuse(
      config,
      ['num_return_sequences', 'num_beams'],
      'contradict: there are no more sequences than beams',
    );
  }
  if (num_beams === 1 && !do_sample) {
    refuse(
      config,
      ['num_return_sequences'],
      'needs do_sample: true or num_beams: without them there is one likeliest sequence',
    );
  }
}

function refuseBeamGroups(config: ResolvedGenerationConfig): void {
  const { num_beams, num_beam_groups, diversity_penalty, do_sample } = config;
  if (num_beam_groups === 1) {
    if (given(config, 'diversity_penalty')) {
      refuse(config, ['diversity_penalty'], 'does something only with num_beam_groups above 1');
    }
    return;
  }
  if (num_beams % num_beam_groups !== 0) {
    refuse(config, ['num_beams', 'num_beam_groups'], 'contradict: groups have equally many beams');
  }
  if (diversity_penalty === 0) {
    refuse(
      config,
      ['num_beam_groups', 'diversity_penalty'],
      'contradict: without a penalty groups are equal',
    );
  }
  if (do_sample)
    refuse(config, ['num_beam_groups', 'do_sample'], 'contradict: groups of beams do not sample');
}

function refuseMixedStrategies(config: ResolvedGenerationConfig): void {
  const { num_beams, num_beam_groups, do_sample, penalty_alpha = 0 } = config;
  if (penalty_alpha > 0) {
    if (num_beams > 1)
      refuse(config, ['penalty_alpha', 'num_beams'], 'contradict: contrastive search has no beams');
    if (do_sample)
      refuse(config, ['penalty_alpha', 'do_sample'], 'contradict: contrastive search does not sample');
    if (config.top_k <= 1)
      refuse(config, ['penalty_alpha', 'top_k'], 'contradict: candidates are needed, 2 or more');
  }
  for (const name of ['constraints', 'force_words_ids'] as const) {
    if (config[name] === undefined) continue;
    if (num_beams === 1) refuse(config, [name], 'needs num_beams above 1');
    if (do_sample) refuse(config, [name, 'do_sample'], 'contradict: constrained beam search does not sample');
    if (num_beam_groups > 1) refuse(config, [name, 'num_beam_groups'], 'contradict: there are no groups');
  }
  for (const name of ['dola_layers', 'prompt_lookup_num_tokens'] as const) {
    if (config[name] === undefined) continue;
    if (num_beams > 1) refuse(config, [name, 'num_beams'], 'contradict: there is one row, without beams');
    if (penalty_alpha > 0) refuse(config, [name, 'penalty_alpha'], 'are two strategies: choose one');
  }
  if (config.dola_layers !== undefined && config.prompt_lookup_num_tokens !== undefined) {
    refuse(config, ['dola_layers', 'prompt_lookup_num_tokens'], 'are two strategies: choose one');
  }
}

/** If all of the tokens that must come are banned, no token is left. */
function refuseForcedAndSuppressed(config: ResolvedGenerationConfig): void {
  if (!config.suppress_tokens) return;
  for (const name of ['forced_bos_token_id', 'forced_eos_token_id'] as const) {
    const forced = [config[name] ?? []].flat();
    if (forced.length > 0 && forced.every((id) => config.suppress_tokens.includes(id))) {
      refuse(config, [name, 'suppress_tokens'], 'contradict: a token cannot be forced and suppressed');
    }
  }
}

/** Whether the caller set an option to something else than its default. */
function given(config: ResolvedGenerationConfig, name: keyof ResolvedGenerationConfig): boolean {
  const value = config[name];
  const usual = name in defaults ? defaults[name as keyof typeof defaults] : false;
  return config.explicit.has(name) && value !== undefined && value !== usual;
}

function refuse(
  config: ResolvedGenerationConfig,
  names: readonly (keyof ResolvedGenerationConfig)[],
  why: string,
): never {
  const options = names.map((name) => `${name}: ${JSON.stringify(config[name])}`);
  throw new InvalidArgumentError(`${options.join(' and ')} ${why}`);
}
