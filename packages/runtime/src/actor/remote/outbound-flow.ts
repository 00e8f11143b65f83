/** Writes what waits for a peer onto the link to it, in bursts: one a turn, however many messages were told in it.
 *  Path: association → outbound-queue → **flow** → peer-link.
 *  Invariant: nothing is written while there is no link, or after the link said that its buffer is full. */
import type { Timers } from '../../io/index.ts';
import type { OutboundQueue } from './outbound-queue.ts';
import type { PeerLink } from './peer-link.ts';

export class OutboundFlow {
  readonly #timers: Timers;
  readonly #queue: OutboundQueue;
  #link: PeerLink | undefined;
  #planned = false;
  #mustDrain = false;

  constructor(timers: Timers, queue: OutboundQueue) {
    this.#timers = timers;
    this.#queue = queue;
  }

  /** Both lanes stand: what waited goes out. */
  opened(link: PeerLink): void {
    this.#link = link;
    this.#mustDrain = false;
    this.flush();
  }

  closed(): void {
    this.#link = undefined;
  }

  drained(): void {
    this.#mustDrain = false;
    this.flush();
  }

  /** At the end of this turn. */
  planFlush(): void {
    if (this.#planned || this.#mustDrain) return;
    this.#planned = true;
    this.#timers.soon(() => {
      this.#planned = false;
      this.flush();
    });
  }

  flush(): void {
    const link = this.#link;
    if (link === undefined) return;
    link.cork();
    while (!this.#mustDrain) {
      const outbound = this.#queue.shift();
      if (outbound === undefined) break;
      this.#mustDrain = !link.sendMessage(outbound.frame);
    }
    link.uncork();
  }
}
