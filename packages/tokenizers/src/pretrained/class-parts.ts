import { makePostProcessor } from '../post-processors/index.js';
import { Spec } from '../spec.js';
import { readParts, type TokenizerParts } from '../tokenizer.js';
import { build, buildPostProcessor, fits } from './blueprints/build.js';
import { ClassConfig } from './class-config.js';
import type { ClassDefaults } from './class-defaults.js';
import { Ingredients, ingredientsOfJson } from './ingredients.js';
import type { SpecialTokens } from './special-token-names.js';
import { readSpecialTokens } from './special-tokens.js';

/** A tokenizer in parts, with the tokenizer.json that says the same. */
export interface ClassParts {
  readonly json: Spec;
  readonly parts: TokenizerParts;
  readonly specialTokens: SpecialTokens;
}

/** What the class makes of tokenizer.json, or of ingredients from other files. */
export function fromDocument(document: unknown, config: Spec, defaults: ClassDefaults): ClassParts {
  const isJson = !(document instanceof Ingredients);
  const found = isJson ? ingredientsOfJson(document) : document;
  const blueprint =
    found && defaults.blueprint && fits(found, defaults.blueprint) ? defaults.blueprint : undefined;
  if (!found || (isJson && !blueprint)) {
    const json = new Spec(document, 'tokenizer.json');
    const parts = readParts(json);
    return { json, parts, specialTokens: readSpecialTokens(json, config, defaults, parts.model.vocabulary) };
  }
  const classConfig = new ClassConfig(config, defaults);
  const content = build(found, blueprint, classConfig);
  const json = new Spec(content, 'tokenizer.json');
  const parts = readParts(json);
  const { vocabulary } = parts.model;
  const extra =
    blueprint?.extra?.(found.symbols, classConfig) ?? found.symbols.map((symbol) => symbol.content);
  const userDefined = new Set(
    found.symbols.flatMap(({ content: token, special }) => (special ? [] : [token])),
  );
  const listed = extra.map((token) => ({ content: token, special: !userDefined.has(token) }));
  const specialTokens = readSpecialTokens(json, config, defaults, vocabulary, listed);
  const added = new Map(specialTokens.added.map(({ content: token, id }) => [token, id]));
  const idOf = (token: string): number | undefined => added.get(token) ?? vocabulary.id(token);
  const post_processor = buildPostProcessor(found, blueprint, classConfig, idOf);
  if (!post_processor) return { json, parts, specialTokens };
  const postProcessor = makePostProcessor(new Spec(post_processor, 'tokenizer.json: post_processor'));
  return {
    json: new Spec({ ...content, post_processor }, 'tokenizer.json'),
    parts: { ...parts, postProcessor },
    specialTokens,
  };
}

/** Parts that a class made by itself. */
export function fromParts(parts: TokenizerParts, config: Spec, defaults: ClassDefaults): ClassParts {
  const json = new Spec({}, 'tokenizer.json');
  return { json, parts, specialTokens: readSpecialTokens(json, config, defaults, parts.model.vocabulary) };
}
