/** Adds a method to a stream class from the file of the streams it leads to; the type is declared beside it.
 *  Why: kinds of streams lead to one another in circles, and files may not. Invariant: a method is added once. */
import { assert } from '@rivulet/runtime/base';

export function addMethod<Stream extends object>(
  owner: { readonly prototype: Stream; readonly name: string },
  name: keyof Stream & string,
  method: (this: Stream, ...args: never[]) => unknown,
): void {
  assert(!Object.hasOwn(owner.prototype, name), `${owner.name} has no ${name}() yet`);
  Object.defineProperty(owner.prototype, name, { value: method, writable: true, configurable: true });
}
