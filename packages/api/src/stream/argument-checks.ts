/** Checks of what a job's author passes, made where it is passed, so that the stack names the author's line.
 *  TypeScript catches most of it; a job may be plain JavaScript or carry a wrong cast. */
import { MAX_PARALLELISM_LIMIT, streamError } from '@rivulet/runtime/base';

/** @throws JOB_FUNCTION_EXPECTED, JOB_FUNCTION_ASYNC */
export function requireFunctionArgument(operator: string, value: unknown): void {
  if (typeof value !== 'function') {
    throw streamError('JOB_FUNCTION_EXPECTED', { operator, received: describeValue(value) });
  }
  if (ASYNC_FUNCTIONS.has(Object.prototype.toString.call(value))) {
    throw streamError('JOB_FUNCTION_ASYNC', { operator });
  }
}

/** @throws JOB_FUNCTION_EXPECTED */
export function requireAsyncFunctionArgument(operator: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw streamError('JOB_FUNCTION_EXPECTED', { operator, received: describeValue(value) });
}

const ASYNC_FUNCTIONS: ReadonlySet<string> = new Set([
  '[object AsyncFunction]',
  '[object AsyncGeneratorFunction]',
]);

/** A process function, or what makes one. @throws JOB_FUNCTION_EXPECTED */
export function requireProcessArgument(operator: string, value: unknown): void {
  const given = value as { readonly processElement?: unknown } | null | undefined;
  requireFunctionArgument(operator, typeof value === 'function' ? value : (given?.processElement ?? value));
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

/** The field an aggregate is of, as a parameter; null for the values themselves. @throws JOB_VALUE_INVALID */
export function fieldParam(operator: string, field: unknown): string | null {
  return field === undefined ? null : requireField(operator, field);
}

/** @throws JOB_VALUE_INVALID */
export function requireField(operator: string, field: unknown): string {
  if (typeof field === 'number' && Number.isInteger(field) && field >= 0) return String(field);
  requireTextArgument(operator, 'the name of a field, or its position in a tuple', field);
  return field;
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
