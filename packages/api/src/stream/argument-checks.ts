/** Checks of what a job's author passes, made where it is passed, so that the stack names the author's line.
 *  TypeScript catches most of it; a job may be plain JavaScript or carry a wrong cast. */
import { MAX_PARALLELISM_LIMIT, streamError } from '@rivulet/runtime/base';

/** @throws JOB_FUNCTION_EXPECTED */
export function requireFunctionArgument(operator: string, value: unknown): void {
  if (typeof value !== 'function') {
    throw streamError('JOB_FUNCTION_EXPECTED', { operator, received: describeValue(value) });
  }
}

/** @throws JOB_VALUE_INVALID */
export function requireTextArgument(
  operator: string,
  expected: string,
  value: unknown,
): asserts value is string {
  if (typeof value !== 'string' || value === '') throw invalidValue(operator, expected, value);
}

/** @throws JOB_PARALLELISM_INVALID */
export function requireParallelismArgument(operator: string, parallelism: number): void {
  if (Number.isInteger(parallelism) && parallelism >= 1 && parallelism <= MAX_PARALLELISM_LIMIT) return;
  throw streamError('JOB_PARALLELISM_INVALID', { operator, parallelism, max: MAX_PARALLELISM_LIMIT });
}

/** The parameters of a sum: of a field, or of the values themselves. @throws JOB_VALUE_INVALID */
export function sumParams(field: unknown): { readonly field: string | null } {
  if (field === undefined) return { field: null };
  requireTextArgument('sum()', 'the name of a numeric field', field);
  return { field };
}

export function invalidValue(operator: string, expected: string, value: unknown): Error {
  return streamError('JOB_VALUE_INVALID', { operator, expected, received: describeValue(value) });
}

/** A value as an error names it: its text when it is short and plain, else what kind of thing it is. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text "${value.slice(0, 40)}"`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const maker: unknown = value.constructor;
  return typeof maker === 'function' && maker !== Object ? `an instance of ${maker.name}` : 'an object';
}
