import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import type * as Tokenizers from '../src/index.js';
import { embeddedFolder, filesIn, loadEmbedded } from './fixtures.js';

it('runs in a browser: bundled without modules of Node, with nothing but what the web has', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'tokenizers',
    // An import of a module of Node is an error.
    platform: 'browser',
    conditions: ['@automodel/source'],
    write: false,
    logLevel: 'silent',
  });
  const web = { TextDecoder, TextEncoder, atob, btoa };
  const files = filesIn(embeddedFolder('bert'));
  const given = {
    json: (await files.readText('tokenizer.json'))!,
    config: (await files.readText('tokenizer_config.json'))!,
  };
  const context = createContext({ ...web, ...given });
  runInContext(outputFiles[0].text, context);

  const text = "Où est l'été ? 👍🏽 How are you?";
  const use = ({ PreTrainedTokenizer }: typeof Tokenizers, json: string, config: string, said: string) => {
    const tokenizer = PreTrainedTokenizer.fromJson(JSON.parse(json), JSON.parse(config) as object);
    const ids = tokenizer.encode(said);
    tokenizer.chat_template = '{% for m in messages %}{{ m.content }}{% endfor %}';
    return JSON.stringify({
      ids,
      decoded: tokenizer.decode(ids),
      band: tokenizer.tokens(said).render(),
      chat: tokenizer.apply_chat_template([{ role: 'user', content: said }], { tokenize: false }),
    });
  };
  const result = JSON.parse(
    runInContext(`(${String(use)})(tokenizers, json, config, ${JSON.stringify(text)})`, context) as string,
  ) as Record<string, unknown>;

  const tokenizer = await loadEmbedded('bert');
  const ids = tokenizer.encode(text);
  expect(result).toEqual({
    ids,
    decoded: tokenizer.decode(ids),
    band: tokenizer.tokens(text).render({ color: false }),
    chat: text,
  });
});
