/** Key selectors from what a user may give: a function, the name of a field, or several names.
 *  Path: keyBy() → **key selector** → hash edge. */
import { streamError } from '@rivulet/runtime/base';
import type { KeySelector } from '../functions/index.ts';
import { describeValue, invalidValue, requireFunctionArgument } from './argument-checks.ts';

/** @throws JOB_VALUE_INVALID, JOB_FUNCTION_EXPECTED, JOB_FUNCTION_ASYNC */
export function keySelectorOf<T>(operator: string, given: readonly unknown[]): KeySelector<T, never> {
  const [only] = given;
  if (given.length === 1 && !isFieldName(only)) {
    requireFunctionArgument(operator, only);
    return only as KeySelector<T, never>;
  }
  if (given.length === 0) throw invalidValue(operator, 'a function or names of fields', undefined);
  const selectors = given.map((field) => fieldSelector(operator, field));
  const [first] = selectors;
  // One field is the key itself, not a tuple of one, so that it can be found inside the record.
  if (selectors.length === 1 && first !== undefined) return first;
  return (value) => selectors.map((select) => select(value)) as never;
}

function fieldSelector(operator: string, field: unknown): KeySelector<unknown, never> {
  if (!isFieldName(field)) throw invalidValue(operator, 'names of fields', field);
  return (value) => {
    const key = (value as Readonly<Record<string | number, unknown>> | null | undefined)?.[field];
    if (key !== undefined && key !== null) return key as never;
    throw streamError('FIELD_INVALID', {
      operator,
      expected: 'a key',
      field,
      received: describeValue(key),
    });
  };
}

function isFieldName(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value >= 0);
}
