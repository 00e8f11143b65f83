/** Messages an actor cannot handle yet, kept aside in order of arrival until it can. `unstashAll` puts them
 *  before everything that waits in the mailbox. A restart and a stop do the same first, so that a new
 *  instance gets them again, and after a stop they become dead letters like all mail. Invariant: a message
 *  is in the stash at most once, and the stash never holds more than its capacity. */
import { assert, streamError } from '../base/index.ts';
import type { Envelope } from './envelope.ts';

export class Stash {
  readonly #actor: string;
  readonly #capacity: number;
  #held: Envelope[] = [];

  constructor(actor: string, capacity: number) {
    this.#actor = actor;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#held.length;
  }

  /** What is held, oldest first. */
  get held(): readonly Envelope[] {
    return this.#held;
  }

  /** @throws StreamError ACTOR_STASH_FULL */
  add(envelope: Envelope): void {
    assert(!this.#held.includes(envelope), 'a message is stashed once');
    if (this.#held.length >= this.#capacity) {
      throw streamError('ACTOR_STASH_FULL', { actor: this.#actor, capacity: this.#capacity });
    }
    this.#held.push(envelope);
  }

  /** Empties the stash. @returns what was held, oldest first */
  takeAll(): readonly Envelope[] {
    const held = this.#held;
    if (held.length > 0) this.#held = [];
    return held;
  }
}
