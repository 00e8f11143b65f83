/** Which values may be keys: those that have the same form wherever they are made, so that equal keys meet.
 *  Path: key selector → **check** → key stage. Not for texts and numbers, which are keys as they are. */
import { streamError } from '../../base/index.ts';

/** @throws KEY_UNSTABLE for null, functions, promises, instances of classes, Maps and Sets (they have an order) */
export function requireStableKey(key: unknown): void {
  const culprit = firstUnstable(key);
  if (culprit !== undefined) throw streamError('KEY_UNSTABLE', { received: culprit });
}

function firstUnstable(key: unknown): string | undefined {
  switch (typeof key) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return undefined;
    case 'object':
      return key === null ? 'null' : firstUnstableOf(key);
    default:
      return typeof key;
  }
}

function firstUnstableOf(key: object): string | undefined {
  if (Array.isArray(key)) return firstOf(key);
  const prototype: unknown = Object.getPrototypeOf(key);
  if (prototype === Object.prototype || prototype === null) return firstOf(Object.values(key));
  const name = (prototype as { readonly constructor?: { readonly name?: string } }).constructor?.name;
  return name === 'Date' ? undefined : `an instance of ${name ?? 'a class'}`;
}

function firstOf(parts: readonly unknown[]): string | undefined {
  for (const part of parts) {
    const culprit = firstUnstable(part);
    if (culprit !== undefined) return culprit;
  }
  return undefined;
}
