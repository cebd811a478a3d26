import { written, type Budget } from './budget.js';
import { Float, Holder, Namespace, TemplateFunction, Tuple, Undefined, type Value } from './values.js';

/** Python's `str`. */
export function str(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value;
  return value instanceof Undefined ? '' : budget.text(repr(value, budget));
}

/** Python's `repr`. */
export function repr(value: Value, budget: Budget): string {
  budget.spend(written);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return wholeText(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof TemplateFunction) return `<function ${value.name}>`;
  const entry = ([key, each]: readonly [Value, Value]): string =>
    `${repr(key, budget)}: ${repr(each, budget)}`;
  if (value instanceof Namespace) return `<Namespace {${Array.from(value.fields, entry).join(', ')}}>`;
  if (value instanceof Holder) return `<${value.type}>`;
  if (value instanceof Map) return budget.text(`{${Array.from(value, entry).join(', ')}}`);
  const items = budget.text(Array.from(value, (each) => repr(each, budget)).join(', '));
  if (!(value instanceof Tuple)) return `[${items}]`;
  return value.length === 1 ? `(${items},)` : `(${items})`;
}

function wholeText(value: number): string {
  return Number.isFinite(value) ? BigInt(value).toString() : String(value);
}

/** The shortest text that gives the number back, with an exponent where Python writes one. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
// What Python does not call printable.
const unprintable = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(unprintable, (character) => escapes[character] ?? numbered(character));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function numbered(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}
