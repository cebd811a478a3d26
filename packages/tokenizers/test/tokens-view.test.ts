import { describe, expect, it } from 'vitest';
import { wantsColor } from '../src/view/color.js';
import { loadEmbedded } from './fixtures.js';

const bert = await loadEmbedded('bert');
const gpt2 = await loadEmbedded('gpt2');

describe('tokens, for people', () => {
  it('are rows with ids and places in the text', () => {
    const text = 'How are you?';
    const { rows } = bert.tokens(text);
    expect(rows.map(({ id }) => id)).toEqual(bert.encode(text));
    expect(rows[0]).toEqual({
      id: bert.cls_token_id,
      token: '[CLS]',
      text: '',
      start: 0,
      end: 0,
      sequence: -1,
    });
    expect(
      rows
        .slice(1, -1)
        .map((row) => row.text)
        .join(''),
    ).toBe(text.replaceAll(' ', ''));
    for (const { start, end, text: piece } of rows) expect(text.slice(start, end)).toBe(piece);
  });

  it('are a band and a table without colours', () => {
    const text = bert.tokens('the a', { text_pair: 'of' }).render({ color: false });
    const [the, a, of] = ['the', 'a', 'of'].map((token) =>
      String(bert.convert_tokens_to_ids(token)).padStart(3),
    );
    expect(text.split('\n')).toEqual([
      '[CLS]|the|a|[SEP]|of|[SEP]',
      '',
      '#   id  place  token  text',
      '0    2         [CLS]',
      `1  ${the}    0-3  the    "the"`,
      `2  ${a}    4-5  a      "a"`,
      '3    3         [SEP]',
      `4  ${of}    0-2  of     "of"`,
      '5    3         [SEP]',
      '',
    ]);
  });

  it('have a colour each, other than their neighbours', () => {
    const [band] = gpt2.tokens('How are you').render({ color: true }).split('\n');
    const colors = [...band.matchAll(/\[30;48;5;(\d+)m/g)].map(([, color]) => color);
    expect(colors.length).toBe(gpt2.tokens('How are you').rows.length);
    colors.slice(1).forEach((color, i) => expect(color).not.toBe(colors[i]));
  });

  it('are none in an empty text, which is said', () => {
    expect(String(gpt2.tokens(''))).toBe('There are no tokens.\n');
  });

  it('command no terminal', () => {
    const shown = gpt2.tokens('a\u001b[2Jb\r\n\u202ec\ud800').render({ color: false });
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(shown).toContain('␛');
  });

  it.each([
    [{ env: {}, stdout: { isTTY: true } }, true],
    [{ env: {}, stdout: {} }, false],
    [{ env: { NO_COLOR: '1', FORCE_COLOR: '1' }, stdout: { isTTY: true } }, false],
    [{ env: { FORCE_COLOR: '1' }, stdout: {} }, true],
    [{ env: { FORCE_COLOR: '0' }, stdout: { isTTY: true } }, false],
    [{}, false],
  ])('have colours where they are wanted: %j', (process, expected) => {
    expect(wantsColor(process)).toBe(expected);
  });
});
