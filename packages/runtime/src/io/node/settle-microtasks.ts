/** Resolves when every promise that can go on has gone on: an immediate comes after all microtasks.
 *  The simulated world waits for this between two steps, so that code written with `await` takes part in it. */

export function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
