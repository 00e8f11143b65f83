/** Messages that wait for one peer, encoded, within bounds of number and bytes. What cannot wait or is given up becomes
 *  a dead letter with its reason; asks among them are answered. First in, first out. */
import type { ActorRef } from '../actor-ref.ts';
import { fullPath } from '../actor-ref.ts';
import { isTemporaryPath } from '../actor-path.ts';
import type { DeadLetterReason } from '../dead-letter.ts';
import type { DeadLetters } from '../dead-letters.ts';
import { RingBuffer } from '../ring-buffer.ts';

export type Outbound = {
  readonly frame: Uint8Array;
  readonly target: ActorRef;
  readonly message: unknown;
  readonly sender: ActorRef | undefined;
};

export class OutboundQueue {
  readonly #deadLetters: DeadLetters;
  readonly #capacity: number;
  readonly #limitBytes: number;
  #ring = new RingBuffer<Outbound>(16);
  #bytes = 0;

  constructor(deadLetters: DeadLetters, capacity: number, limitBytes: number) {
    this.#deadLetters = deadLetters;
    this.#capacity = capacity;
    this.#limitBytes = limitBytes;
  }

  get size(): number {
    return this.#ring.size;
  }

  push(outbound: Outbound): void {
    const bytes = this.#bytes + outbound.frame.length;
    const full = this.#ring.size >= this.#capacity || (bytes > this.#limitBytes && this.#ring.size > 0);
    if (full) return this.bury(outbound, 'queueFull');
    this.#bytes = bytes;
    this.#ring.push(outbound);
  }

  shift(): Outbound | undefined {
    const outbound = this.#ring.shift();
    if (outbound !== undefined) this.#bytes -= outbound.frame.length;
    return outbound;
  }

  /** Gives up what waits. @param failure answers the asks among them */
  buryAll(reason: DeadLetterReason, failure?: unknown): void {
    this.#buryWhere(() => true, reason, failure);
  }

  /** Gives up asks only: somebody waits for them, and others may wait longer. */
  buryAsks(reason: DeadLetterReason, failure: unknown): void {
    const isAsk = ({ sender }: Outbound): boolean => sender !== undefined && isTemporaryPath(sender.path);
    this.#buryWhere(isAsk, reason, failure);
  }

  /** Gives up what is meant for actors of a dead incarnation; what names only a path can still be delivered. */
  buryIncarnation(): void {
    this.#buryWhere(({ target }) => target.uid !== 0, 'peerRestarted');
  }

  bury(outbound: Outbound, reason: DeadLetterReason, failure?: unknown): void {
    const { target, message, sender } = outbound;
    this.#deadLetters.add({ message, sender, recipient: fullPath(target), reason }, failure);
  }

  #buryWhere(fits: (outbound: Outbound) => boolean, reason: DeadLetterReason, failure?: unknown): void {
    const old = this.#ring;
    this.#ring = new RingBuffer<Outbound>(16);
    this.#bytes = 0;
    for (let outbound = old.shift(); outbound !== undefined; outbound = old.shift()) {
      if (fits(outbound)) this.bury(outbound, reason, failure);
      else this.push(outbound);
    }
  }
}
