import { InvalidArgumentError } from '@automodel/core';

/** @throws InvalidArgumentError if there is no text, or not a reference for each */
export function checkTexts(texts: readonly string[], references: readonly (readonly string[])[]): void {
  if (texts.length === 0 || references.length === 0) {
    throw new InvalidArgumentError('there must be a text to measure, and a reference');
  }
  const wrong = references.find(({ length }) => length !== texts.length);
  if (wrong) {
    throw new InvalidArgumentError(
      `there are ${texts.length} texts and ${wrong.length} references; give one for each`,
    );
  }
}
