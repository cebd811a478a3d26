import { readFileSync } from 'node:fs';
import { expect, expectTypeOf, it } from 'vitest';
import { namesDocument, withNames } from '../test/transformers-js-names.js';
import type {
  BaseModelOutput,
  CausalLMOutput,
  MaskedLMOutput,
  PretrainedConfig,
  QuestionAnsweringModelOutput,
  Seq2SeqLMOutput,
  SequenceClassifierOutput,
  TokenClassifierOutput,
} from './index.js';

/** How lines are broken is prettier's to say. */
const words = (text: string): string[] => text.split(/\s+/);

it('every name of @huggingface/transformers is in the document, as it is', () => {
  const document = readFileSync(namesDocument, 'utf8');
  expect(
    words(document),
    'names have come or gone: run "npm run docs:names", and see whether docs/coming-from-transformers-js.md is still true',
  ).toEqual(words(withNames(document)));
});

it('results of models are types of the same names', () => {
  expectTypeOf<BaseModelOutput>().toHaveProperty('last_hidden_state');
  expectTypeOf<MaskedLMOutput>().toHaveProperty('logits');
  expectTypeOf<CausalLMOutput>().toHaveProperty('logits');
  expectTypeOf<Seq2SeqLMOutput>().toHaveProperty('logits');
  expectTypeOf<SequenceClassifierOutput>().toHaveProperty('logits');
  expectTypeOf<TokenClassifierOutput>().toHaveProperty('logits');
  expectTypeOf<QuestionAnsweringModelOutput>().toHaveProperty('start_logits');
  expectTypeOf<PretrainedConfig>().toHaveProperty('model_type');
});
