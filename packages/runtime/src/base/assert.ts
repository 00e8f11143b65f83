/** Assertions for programmer errors; they stay on in production.
 *  Operating errors (a lost peer, a missing file, bad input) are not asserted: they are `StreamError`s.
 *  A failed assertion stops the task or actor that ran it, never the whole process silently. */

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** @throws AssertionError when `condition` is false; `message` states what should have been true. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Ends a switch over a closed union: a missing case does not compile, and an unknown value at run time throws. */
export function assertNever(value: never, what: string): never {
  throw new AssertionError(`unexpected ${what}: ${JSON.stringify(value)}`);
}
