/** Elements of fromCollection travel inside the job graph, so they must survive JSON exactly. */
import { streamError } from '@rivulet/runtime/base';
import type { JsonValue } from '@rivulet/runtime/graph';
import { describeValue } from './argument-checks.ts';

/** @throws JOB_ELEMENT_NOT_JSON, naming the first element that would not come back as it was */
export function requireJson(elements: readonly unknown[]): readonly JsonValue[] {
  return elements.map((element, index) => {
    const culprit = firstNotJson(element);
    if (culprit === undefined) return element as JsonValue;
    throw streamError('JOB_ELEMENT_NOT_JSON', { index, received: culprit });
  });
}

/** A description of the first part that JSON cannot carry; `undefined` when there is none. */
function firstNotJson(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : describeValue(value);
  if (Array.isArray(value)) return firstOf(value);
  if (typeof value !== 'object') return describeValue(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return describeValue(value);
  return firstOf(Object.values(value));
}

function firstOf(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const culprit = firstNotJson(value);
    if (culprit !== undefined) return `something with ${culprit} in it`;
  }
  return undefined;
}
