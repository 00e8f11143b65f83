/** What an actor does with messages instead of its `receive`: `become` replaces the topmost behaviour or
 *  lays one over it, `unbecome` takes it off again. Empty means `receive`; a restart empties it. Source:
 *  Akka's become. */
import type { Behaviour } from './actor.ts';

export class BehaviourStack<M> {
  /** The topmost one; `undefined` stands for `receive`. */
  current: Behaviour<M> | undefined;
  readonly #covered: (Behaviour<M> | undefined)[] = [];

  get depth(): number {
    return this.#covered.length + (this.current === undefined ? 0 : 1);
  }

  /** @param keepOld whether `unbecome` comes back to the present one */
  become(behaviour: Behaviour<M>, keepOld: boolean): void {
    if (keepOld) this.#covered.push(this.current);
    this.current = behaviour;
  }

  unbecome(): void {
    this.current = this.#covered.pop();
  }

  clear(): void {
    this.#covered.length = 0;
    this.current = undefined;
  }
}
