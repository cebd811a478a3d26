/** One part of what a model is given: the tokens of the first (0) or second (1) text, or special tokens. */
export type TemplatePiece =
  | { readonly sequence: 0 | 1; readonly typeId: number }
  | { readonly ids: readonly number[]; readonly typeId: number };

export type Template = readonly TemplatePiece[];

/** How the tokens of one or two texts become what a model is given. */
export interface PostProcessor {
  readonly single: Template;
  readonly pair: Template;
  /** Whether offsets leave out the spaces that byte-level tokens begin or end with; once per entry. */
  readonly trims: readonly OffsetTrim[];
}

export interface OffsetTrim {
  /** The first space of a text was added by the pre-tokenizer and has no place in the text. */
  readonly addPrefixSpace: boolean;
}

/** Nothing is added; the second text has type 1. */
export const plainTemplates: Pick<PostProcessor, 'single' | 'pair'> = {
  single: [{ sequence: 0, typeId: 0 }],
  pair: [
    { sequence: 0, typeId: 0 },
    { sequence: 1, typeId: 1 },
  ],
};

export const plainPostProcessor: PostProcessor = { ...plainTemplates, trims: [] };
