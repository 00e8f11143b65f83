/** The built-in reductions: min and max of a field, and the whole record that has them.
 *  Path: keyed or windowed stream → **reduce function** → reduce operator, as if the user had written it.
 *  Invariant: arguments are not changed; a result that says nothing new is the first argument itself.
 *  Source: Flink's ComparableAggregator. */
import { streamError } from '@rivulet/runtime/base';
import type { ReduceFunction } from './functions.ts';

export type FieldAggregator = {
  /** `min()`, for errors. */
  readonly operator: string;
  readonly extreme: 'min' | 'max';
  /** Null compares the values themselves. */
  readonly field: string | null;
};

/** The extreme of the field; the other fields are those of the key's first value. */
export function extremeFieldOf<T>({ operator, extreme, field }: FieldAggregator): ReduceFunction<T> {
  const sign = extreme === 'min' ? 1 : -1;
  if (field === null)
    return (first, second) => (compare(operator, second, first) * sign < 0 ? second : first);
  return (first, second) => {
    const found = fieldOf(second, field);
    return compare(operator, found, fieldOf(first, field), field) * sign < 0
      ? withField(first, field, found)
      : first;
  };
}

/** The whole value with the extreme. @param keepFirst of equal ones the first is kept, else the last */
export function recordWithExtreme<T>(
  { operator, extreme, field }: FieldAggregator & { readonly field: string },
  keepFirst: boolean,
): ReduceFunction<T> {
  const sign = extreme === 'min' ? 1 : -1;
  return (first, second) => {
    const order = compare(operator, fieldOf(second, field), fieldOf(first, field), field) * sign;
    return order < 0 || (order === 0 && !keepFirst) ? second : first;
  };
}

function fieldOf(record: unknown, field: string): unknown {
  return (record as Readonly<Record<string, unknown>> | null | undefined)?.[field];
}

function withField<T>(record: T, field: string, value: unknown): T {
  const copy: unknown = Array.isArray(record) ? [...(record as unknown[])] : { ...record };
  (copy as Record<string, unknown>)[field] = value;
  return copy as T;
}

/** @throws FIELD_INVALID when the two are not two numbers or two texts */
function compare(operator: string, a: unknown, b: unknown, field = '(the value itself)'): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  const received = `${a === null ? 'null' : typeof a} beside ${b === null ? 'null' : typeof b}`;
  throw streamError('FIELD_INVALID', { operator, expected: 'numbers only, or texts only,', field, received });
}
