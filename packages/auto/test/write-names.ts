import { readFileSync, writeFileSync } from 'node:fs';
import { namesDocument, withNames } from './transformers-js-names.js';

writeFileSync(namesDocument, withNames(readFileSync(namesDocument, 'utf8')));
