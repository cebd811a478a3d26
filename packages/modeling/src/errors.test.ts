import * as checkpoint from '@automodel/checkpoint';
import * as core from '@automodel/core';
import * as graph from '@automodel/graph';
import * as runtime from '@automodel/runtime';
import { expect, it } from 'vitest';
import * as errors from './errors.js';
import * as modeling from './index.js';

function isErrorClass([, value]: [name: string, value: unknown]): boolean {
  return (
    value === core.AutomodelError ||
    (typeof value === 'function' && value.prototype instanceof core.AutomodelError)
  );
}

it('all errors that models throw are among those that packages of tasks export', () => {
  const thrown = Object.entries({ ...core, ...checkpoint, ...graph, ...runtime, ...modeling }).filter(
    isErrorClass,
  );
  expect(Object.entries(errors).sort()).toEqual(thrown.sort());
});
