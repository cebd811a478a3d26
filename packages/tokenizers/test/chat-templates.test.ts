import { describe, expect, it } from 'vitest';
import { ChatTemplateError } from '../src/index.js';
import { renderTemplate } from '../src/chat/template.js';
import { fixtureFolders, readJson } from './fixtures.js';

interface TemplateCases {
  readonly variables: Record<string, unknown>;
  readonly cases: { template: string; text?: string; error?: string }[];
}

const { variables, cases } = readJson(fixtureFolders[0], 'tokenizers/chat-templates.json') as TemplateCases;

describe('the template language is that of Python', () => {
  it.each(cases)('$template', ({ template, text }) => {
    const render = (): string => renderTemplate(template, variables).text;
    if (text === undefined) expect(render).toThrow(ChatTemplateError);
    else expect(render()).toBe(text);
  });

  it('marks what is generated', () => {
    const template =
      'a{% generation %}bc{% endgeneration %}{% for i in [1] %}d{% generation %}e{% endgeneration %}{% endfor %}';
    expect(renderTemplate(template, {})).toEqual({
      text: 'abcde',
      generations: [
        [1, 3],
        [4, 5],
      ],
    });
  });

  it('takes functions, as one that stands in for the clock', () => {
    const strftime_now = (format: string): string => `${format} of a test`;
    expect(renderTemplate("{{ strftime_now('%d') }}", { strftime_now }).text).toBe('%d of a test');
  });
});

describe('what cannot be read is named with its place', () => {
  it.each([
    ['a statement', '{% raw %}\n\n{% endraw %}\n {% foo %}', 'line 4, near "{% foo %}": Unknown statement'],
    ['an expression', '{{ a }}\n{{ b + }}\n{{ c }}', 'line 2, near "{{ b + }}": Unexpected token'],
    ['a character', "{{ '?' }}\n{{ a ? b }}", 'line 2, near "{{ a ? b }}": Unexpected character: ?'],
    ['a text without an end', "a\n\n{{ 'x }}", `line 3, near "{{ 'x }}"`],
    ['a block without an end', '\n{% if a %}\n{% for b in c %}{% endfor %}', 'line 2, near "{% if a %}"'],
    ['a captured block without an end', '{% set a = 1 %}\n{% set b %}\n', 'line 2, near "{% set b %}"'],
  ])('%s', (_, template, place) => {
    expect(() => renderTemplate(template, {})).toThrow(`the chat template cannot be read at ${place}`);
  });
});

describe('the template of a stranger', () => {
  it.each([
    [
      'loops in loops',
      '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}',
      /does not come to an end/,
    ],
    [
      'a macro that calls itself',
      '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
      /calls itself too often/,
    ],
    [
      'text that doubles',
      "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
      /a text of more than 8388608 characters/,
    ],
    [
      'a list that doubles',
      '{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}',
      /does not come to an end/,
    ],
    [
      'a list of itself',
      '{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s|tojson }}',
      /does not come to an end/,
    ],
    ['a long text', "{{ 'a' * 10 ** 12 }}", /a text of more than/],
    ['a long list', '{{ [1]|batch(10 ** 9, 0) }}', /does not come to an end/],
    ['a long range', '{{ range(10 ** 9) }}', /Range too big/],
    ['wide replacements', "{{ ('a' * 1000000)|replace('a', 'b' * 1000000) }}", /a text of more than/],
    ['wide indentation', '{{ [[1]]|tojson(indent=10 ** 9) }}', /a text of more than/],
    ['white space', `${' '.repeat(250_000)}{{ 1 }}`, /white spaces in a row/],
    ['a long template', 'a'.repeat(300_000), /more than 262144 characters/],
    ['brackets in brackets', `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`, /cannot be read/],
    ['tests in tests', `{{ x ${'is eq('.repeat(20_000)} }}`, /cannot be read/],
    ['a block without an end', '{% if true %}', /something is not closed/],
    ['changes to messages', '{{ messages.append(1) }}', /unsafe/],
    ['inner attributes', '{{ messages.__class__.__base__ }}', /has no attribute/],
    ["JavaScript's own", '{{ messages.constructor.constructor }}', /has no attribute/],
    ['an unknown statement', '{% raise %}', /cannot be read .*: Unknown statement type: raise/],
    ['comments without an end', '{#'.repeat(100_000), /cannot be read/],
    ['raw blocks without an end', '{% raw %}'.repeat(20_000), /cannot be read/],
    ['blocks in blocks', '{% filter upper|lower '.repeat(10_000), /cannot be read/],
  ])('cannot hang or break the process: %s', (_, template, message) => {
    const render = (): unknown => renderTemplate(template, variables);
    expect(render).toThrow(ChatTemplateError);
    expect(render).toThrow(message);
  });
});
