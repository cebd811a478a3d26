import type { Budget } from './budget.js';
import { methodOf } from './methods.js';
import { fieldOf } from './sequences.js';
import { typeName, Undefined, type Value } from './values.js';

/** `value.name`: an attribute, or else a field. */
export function attributeOf(value: Value, name: string, budget: Budget): Value {
  return methodOf(value, name, budget) ?? found(fieldOf(value, name), value, name);
}

/** `value[key]`: a field, or else an attribute. */
export function fieldOrMethod(value: Value, key: Value, budget: Budget): Value {
  const field = fieldOf(value, key);
  if (field !== undefined || typeof key !== 'string') return found(field, value, key);
  return found(methodOf(value, key, budget), value, key);
}

function found(field: Value | undefined, value: Value, key: Value): Value {
  if (field !== undefined) return field;
  const what = value === null ? 'None' : `${typeName(value)} object`;
  return new Undefined(
    typeof key === 'string'
      ? `'${what}' has no attribute '${key}'`
      : `${what} has no element ${String(key as number)}`,
  );
}
