import { describe, expect, it } from 'vitest';
import {
  ChatTemplateError,
  tokenizerFromFiles,
  type ChatMessage,
  type PreTrainedTokenizer,
} from '../src/index.js';
import { filesIn, fixtureFolders, listFolder, readJson, type FixtureFolder } from './fixtures.js';
import type { Golden } from './golden-cases.js';
import { filesOfPackage } from './package-files.js';

interface Case {
  /** Folder of the tokenizer, or the package that has it. */
  readonly tokenizer?: string;
  readonly npm?: string;
  readonly name: string;
  readonly messages: ChatMessage[] | ChatMessage[][];
  readonly chat_template?: string;
  readonly args: Record<string, unknown>;
  readonly text?: string;
  readonly ids?: number[] | number[][];
  readonly assistant_masks?: number[];
  readonly attention_mask?: number[][];
  readonly error?: string;
}

const loaded = new Map<string, Promise<PreTrainedTokenizer>>();

async function tokenizerOf(folder: FixtureFolder, { tokenizer, npm }: Case): Promise<PreTrainedTokenizer> {
  const key = `${folder.name} ${tokenizer ?? npm}`;
  if (!loaded.has(key)) {
    const files = tokenizer
      ? filesIn(new URL(`${tokenizer}/`, folder.url))
      : filesOfPackage(goldenOf(folder, npm!));
    loaded.set(key, tokenizerFromFiles(files));
  }
  return loaded.get(key)!;
}

function goldenOf(folder: FixtureFolder, npm: string): Golden {
  return listFolder(folder, 'tokenizers/')
    .filter((file) => file.endsWith('.json'))
    .map((file) => readJson(folder, `tokenizers/${file}`) as Golden)
    .find((golden) => golden.npm === npm)!;
}

describe.each(fixtureFolders.filter((folder) => listFolder(folder, 'tokenizers/').includes('chat.json')))(
  'apply_chat_template says what Python says: $name',
  (folder) => {
    const { cases: all } = readJson(folder, 'tokenizers/chat.json') as { cases: Case[] };
    const cases = all.filter(({ tokenizer }) => tokenizer === 'models/llama');

    it.each(cases.map((each) => ({ from: each.tokenizer ?? each.npm, ...each })))(
      '$name by $from, $args',
      async (given) => {
        const tokenizer = await tokenizerOf(folder, given);
        const { messages, args, chat_template } = given;
        const options = { ...args, chat_template };
        const text = (): unknown =>
          tokenizer.apply_chat_template(messages as ChatMessage[], { ...options, tokenize: false });
        if (given.error !== undefined) {
          expect(text).toThrow(ChatTemplateError);
          expect(text).toThrow(given.error.replace(/^\w+: /, ''));
          return;
        }
        if (given.text !== undefined) expect(text()).toBe(given.text);
        if (given.ids === undefined) return;
        const encoded = tokenizer.apply_chat_template(messages as ChatMessage[], {
          ...options,
          return_tensor: false,
        });
        expect(encoded.input_ids).toEqual(given.ids);
        if (given.attention_mask) expect(encoded.attention_mask).toEqual(given.attention_mask);
        if (given.assistant_masks) expect(encoded.assistant_masks).toEqual(given.assistant_masks);
      },
    );
  },
);
