import { written, type Budget } from './budget.js';
import { floatText } from './text.js';
import { Float, TemplateMistake, typeName, type Value } from './values.js';

/** Options of Python's `json.dumps` that templates have. */
export interface JsonOptions {
  readonly ensureAscii: boolean;
  /** What one level is indented by; undefined for one line. */
  readonly indent: string | undefined;
  readonly separators: readonly [item: string, key: string];
  readonly sortKeys: boolean;
}

/** Python's `json.dumps`. */
export function toJson(value: Value, options: JsonOptions, budget: Budget, depth = 0): string {
  budget.spend(written);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return BigInt(value).toString();
  if (typeof value === 'string') return quoted(budget.text(value), options);
  if (value instanceof Float) return jsonFloat(value.value);
  const item = (each: Value): string => toJson(each, options, budget, depth + 1);
  if (Array.isArray(value)) return enclosed('[]', Array.from(value, item), options, budget, depth);
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, each]): [string, Value] => [jsonKey(key), each]);
    if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const fields = entries.map(([key, each]) => quoted(key, options) + options.separators[1] + item(each));
    return enclosed('{}', fields, options, budget, depth);
  }
  throw new TemplateMistake(`Object of type ${typeName(value)} is not JSON serializable`);
}

function enclosed(
  [open, close]: string,
  items: readonly string[],
  { indent, separators }: JsonOptions,
  budget: Budget,
  depth: number,
): string {
  if (items.length === 0) return open + close;
  if (indent === undefined) return budget.text(open + items.join(separators[0]) + close);
  budget.forText((items.length + 1) * (depth + 1) * indent.length);
  const line = `\n${indent.repeat(depth + 1)}`;
  return budget.text(`${open}${line}${items.join(separators[0] + line)}\n${indent.repeat(depth)}${close}`);
}

function quoted(text: string, { ensureAscii }: JsonOptions): string {
  const json = JSON.stringify(text);
  if (!ensureAscii) return json;
  return json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function jsonFloat(value: number): string {
  if (Number.isFinite(value)) return floatText(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function jsonKey(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean' || typeof key === 'number') return String(key);
  if (key instanceof Float) return jsonFloat(key.value);
  throw new TemplateMistake(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}
