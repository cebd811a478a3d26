import { InvalidArgumentError } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import {
  ChatTemplateError,
  tokenizerFromFiles,
  type ChatMessage,
  PreTrainedTokenizer,
} from '../src/index.js';
import {
  embeddedFolder,
  filesIn,
  fixtureFolders,
  listFolder,
  readJson,
  type FixtureFolder,
} from './fixtures.js';
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

const embedded = filesIn(embeddedFolder('bert'));

const loaded = new Map<string, Promise<PreTrainedTokenizer>>();

/** Packages of real vocabularies, as the goldens name them. */
const packages = listFolder(fixtureFolders[0], 'tokenizers/')
  .filter((file) => file.endsWith('.json'))
  .map((file) => readJson(fixtureFolders[0], `tokenizers/${file}`) as Golden)
  .filter(({ npm }) => npm !== undefined);

function tokenizerOf(folder: FixtureFolder, { tokenizer, npm }: Case): Promise<PreTrainedTokenizer> {
  const key = npm ?? `${folder.name} ${tokenizer}`;
  const known = loaded.get(key);
  if (known) return known;
  const loading = tokenizerFromFiles(
    npm
      ? filesOfPackage(packages.find((each) => each.npm === npm)!)
      : filesIn(new URL(`${tokenizer}/`, folder.url)),
  );
  loaded.set(key, loading);
  return loading;
}

describe.each(fixtureFolders.filter((folder) => listFolder(folder, 'tokenizers/').includes('chat.json')))(
  'apply_chat_template says what Python says: $name',
  (folder) => {
    const { cases } = readJson(folder, 'tokenizers/chat.json') as { cases: Case[] };

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

describe('apply_chat_template', () => {
  const template =
    '{% for m in messages %}[{{ m.role }}] {{ m.content }} {% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}';
  const chat = [
    { role: 'user', content: 'Hello!' },
    { role: 'assistant', content: 'Good day.' },
  ];
  // The vocabulary of BERT, as a tokenizer of no class.
  const load = async (config: object = { chat_template: template }): Promise<PreTrainedTokenizer> =>
    PreTrainedTokenizer.fromJson(JSON.parse((await embedded.readText('tokenizer.json'))!), {
      pad_token: '[PAD]',
      ...config,
    });

  it('gives tensors, arrays, ids alone or text', async () => {
    const tokenizer = await load();
    const text = '[user] Hello! [assistant] Good day. [assistant]';
    const options = { add_generation_prompt: true };
    const ids = tokenizer.encode(text, { add_special_tokens: false });
    expect(tokenizer.apply_chat_template(chat, { ...options, tokenize: false })).toBe(text);
    const { input_ids, attention_mask } = tokenizer.apply_chat_template(chat, options);
    expect(input_ids.tolist()).toEqual([ids]);
    expect(attention_mask.tolist()).toEqual([ids.map(() => 1)]);
    expect(tokenizer.apply_chat_template(chat, { ...options, return_dict: false }).tolist()).toEqual([ids]);
    expect(tokenizer.apply_chat_template(chat, { ...options, return_tensor: false }).input_ids).toEqual(ids);
    expect(
      tokenizer.apply_chat_template(chat, { ...options, return_tensor: false, return_dict: false }),
    ).toEqual(ids);
  });

  it('takes several conversations, padded and truncated', async () => {
    const tokenizer = await load();
    const chats = [chat, chat.slice(0, 1)];
    expect(tokenizer.apply_chat_template(chats, { tokenize: false })).toEqual([
      '[user] Hello! [assistant] Good day. ',
      '[user] Hello! ',
    ]);
    const { input_ids } = tokenizer.apply_chat_template(chats, {
      padding: true,
      truncation: true,
      max_length: 6,
    });
    expect(input_ids.dims).toEqual([2, 6]);
  });

  it('chooses among templates by name, and the one for tools where there are any', async () => {
    const tokenizer = await load({
      chat_template: [
        { name: 'default', template: 'plain' },
        { name: 'tool_use', template: 'tools: {{ tools|length }}' },
      ],
    });
    const text = (options: object): unknown =>
      tokenizer.apply_chat_template(chat, { ...options, tokenize: false });
    expect(text({})).toBe('plain');
    expect(text({ tools: [{ type: 'function' }] })).toBe('tools: 1');
    expect(text({ chat_template: 'default', tools: [] })).toBe('plain');
    expect(text({ chat_template: 'own {{ colour }}', colour: 'red' })).toBe('own red');
    tokenizer.chat_template = 'another';
    expect(text({})).toBe('another');
  });

  it.each([
    [{ 'chat_template.jinja': 'file' }, 'file'],
    [{ 'chat_template.json': '{"chat_template":"processor"}' }, 'processor'],
    [
      { 'chat_template.jinja': 'file', 'additional_chat_templates/tool_use.jinja': 'tools' },
      { default: 'file', tool_use: 'tools' },
    ],
    [{}, undefined],
  ])('reads files of templates: %j', async (given: Record<string, string>, expected) => {
    const tokenizer = await tokenizerFromFiles({
      ...embedded,
      readText: (name) => (name in given ? Promise.resolve(given[name]) : embedded.readText(name)),
    });
    expect(tokenizer.chat_template).toEqual(expected);
  });

  it('reads templates of any name from a folder that can be listed', async () => {
    const tokenizer = await tokenizerFromFiles({
      ...embedded,
      readText: (name) =>
        name.endsWith('.jinja') ? Promise.resolve(`text of ${name}`) : embedded.readText(name),
      list: (folder) =>
        Promise.resolve(folder === 'additional_chat_templates' ? ['polite.jinja', 'x.txt'] : []),
    });
    expect(tokenizer.chat_template).toEqual({
      default: 'text of chat_template.jinja',
      polite: 'text of additional_chat_templates/polite.jinja',
    });
  });

  it('continues the last text of a message in parts, and fields of other names', async () => {
    const tokenizer = await load({
      chat_template:
        '{% for m in messages %}{% for p in m.content %}{{ p.text }}|{% endfor %}{{ m.thinking }}.{% endfor %}',
    });
    const parts = [
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
        thinking: 'so',
      },
    ];
    const text = (field: boolean | string): string =>
      tokenizer.apply_chat_template(parts, { continue_final_message: field, tokenize: false });
    expect(text(true)).toBe('a|b');
    expect(text('thinking')).toBe('a|b|so');
  });

  it('takes variables that are called almost like options from chat_template_kwargs', async () => {
    const tokenizer = await load({ chat_template: '{{ tool }}, {{ colour }}' });
    const options = { chat_template_kwargs: { tool: 'saw' }, colour: 'red', tokenize: false } as const;
    expect(tokenizer.apply_chat_template(chat, options)).toBe('saw, red');
  });

  it('takes messages without content that the template reads something else of', async () => {
    const tokenizer = await load({ chat_template: '{{ messages[0].tool_calls|length }} call' });
    const call = [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: {} } }] }];
    expect(tokenizer.apply_chat_template(call, { tokenize: false })).toBe('1 call');
  });

  it('marks what the assistant says', async () => {
    const tokenizer = await load({
      chat_template:
        "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }} {% else %}{% generation %}{{ m.content }}{% endgeneration %}{% endif %}{% endfor %}",
    });
    const { input_ids, assistant_masks } = tokenizer.apply_chat_template(chat, {
      return_assistant_tokens_mask: true,
    });
    const said = input_ids.data.filter((_, i) => assistant_masks!.data[i] === 1);
    expect(tokenizer.decode(said)).toBe('good day.');
  });

  it.each([
    ['no template', { chat_template: undefined }, chat, {}, /has no chat template/],
    [
      'no default template',
      { chat_template: [{ name: 'rag', template: '' }] },
      chat,
      {},
      /pass the name of one .* \(rag\)/,
    ],
    ['an empty conversation', undefined, [], {}, /a list of at least one message/],
    [
      'messages that are texts',
      undefined,
      ['Hello!'] as unknown as ChatMessage[],
      {},
      /a list of at least one message/,
    ],
    ["Python's return_tensors", undefined, chat, { return_tensors: 'pt' }, /did you mean "return_tensor"/],
    [
      'an option that is mistyped',
      undefined,
      chat,
      { add_generation_promt: true },
      /"add_generation_promt"; did you mean "add_generation_prompt".*chat_template_kwargs/,
    ],
    ['a template that is no text', undefined, chat, { chat_template: 5 as never }, /must be a string, not 5/],
    ['options that are none', undefined, chat, null as never, /options as an object, not null/],
    [
      'a message without a role',
      undefined,
      [chat[0], { content: 'Hello!' }] as unknown as ChatMessage[],
      {},
      /message 1 of the conversation needs a role.* it is an object with content/,
    ],
    [
      'a message without content',
      undefined,
      [{ role: 'user', text: 'Hello!' }],
      {},
      /message 0 of the conversation needs content; it is an object with role, text/,
    ],
    [
      'a continued message and a new one',
      undefined,
      chat,
      { continue_final_message: true, add_generation_prompt: true },
      /choose one/,
    ],
    [
      'a mask without ids',
      undefined,
      chat,
      { return_assistant_tokens_mask: true, tokenize: false },
      /needs return_dict: true/,
    ],
    [
      'a last message without the field',
      undefined,
      chat,
      { continue_final_message: 'thinking' },
      /has no "thinking"/,
    ],
    [
      'a last message whose content is an object',
      undefined,
      [{ role: 'user', content: { text: 'Hello!' } }] as unknown as ChatMessage[],
      { continue_final_message: true },
      /"content" of the last message is neither a text nor a list/,
    ],
    [
      'a template that drops the message',
      { chat_template: '{# content #}' },
      chat,
      { continue_final_message: true },
      /does not appear/,
    ],
  ])('refuses %s', async (_, config, conversation, options, message) => {
    const tokenizer = await load(config);
    const apply = (): unknown => tokenizer.apply_chat_template(conversation, options);
    expect(apply).toThrow(InvalidArgumentError);
    expect(apply).toThrow(message);
  });
});
