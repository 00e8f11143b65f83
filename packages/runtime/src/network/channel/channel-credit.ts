/** Turns a remote channel's free buffers into credit for its producer.
 *  Path: a buffer arrives and tells its backlog, or the task recycles one → **credit** → AddCredit.
 *  One credit is one free buffer of the receiver, so a data buffer that arrives always finds one.
 *  Invariant, for every channel at every moment:
 *    free(receiver) = credit(sender) + AddCredit in flight + unannounced + data in flight.
 *  Source: Flink's BufferManager. `free` buffers are the two stacks; `required` follows the sender's backlog. */
import { assert } from '../../base/index.ts';
import { NO_SEGMENT } from '../ring/index.ts';
import type { FloatingBorrower, FloatingBuffers } from './floating-buffers.ts';

/** Called when there is something to announce and there was nothing before: once per AddCredit message. */
export type CreditGained = () => void;

export class ChannelCredit implements FloatingBorrower {
  /** Buffers of this channel alone; also the credit its producer starts with. */
  readonly exclusiveCount: number;
  creditsAnnounced: number;
  messagesSent: number;
  readonly #floating: FloatingBuffers;
  readonly #gained: CreditGained;
  readonly #freeExclusive: number[];
  readonly #freeFloating: number[];
  #floatingHeld: number;
  #required: number;
  #waiting: boolean;
  #unannounced: number;
  #released: boolean;

  constructor(exclusive: readonly number[], floating: FloatingBuffers, gained: CreditGained) {
    this.exclusiveCount = exclusive.length;
    this.creditsAnnounced = exclusive.length;
    this.messagesSent = 0;
    this.#floating = floating;
    this.#gained = gained;
    this.#freeExclusive = [...exclusive];
    this.#freeFloating = [];
    this.#floatingHeld = 0;
    this.#required = 0;
    this.#waiting = false;
    this.#unannounced = 0;
    this.#released = false;
  }

  get free(): number {
    return this.#freeExclusive.length + this.#freeFloating.length;
  }

  get required(): number {
    return this.#required;
  }

  get unannounced(): number {
    return this.#unannounced;
  }

  get isWaiting(): boolean {
    return this.#waiting;
  }

  get exclusiveInUse(): number {
    return this.exclusiveCount - this.#freeExclusive.length;
  }

  /** Those of `floatingHeld` that hold no data: announced or to be announced. */
  get floatingFree(): number {
    return this.#freeFloating.length;
  }

  /** Floating buffers lent to this channel, free or filled. */
  get floatingHeld(): number {
    return this.#floatingHeld;
  }

  /** Takes the buffer that an arriving data buffer has credit for; floating first, so that exclusive ones stay.
   *  Hot: once per buffer. @returns NO_SEGMENT when the producer sent without credit */
  takeForArrival(): number {
    this.#required--;
    return this.#freeFloating.pop() ?? this.#freeExclusive.pop() ?? NO_SEGMENT;
  }

  /** The producer told how many more buffers wait there: get enough for them, and for as many again as are
   *  exclusively ours. A falling backlog gives nothing back now; buffers return as they are recycled. */
  onBacklog(backlog: number): void {
    this.#required = backlog + this.exclusiveCount;
    this.#announce(this.#borrowUntilRequired());
  }

  /** The task is done with an exclusive buffer. A spare floating one goes back instead, which changes no credit. */
  recycleExclusive(segment: number): void {
    this.#freeExclusive.push(segment);
    const spare = this.free > this.#required ? this.#freeFloating.pop() : undefined;
    if (spare === undefined) this.#announce(1);
    else this.#returnFloating(spare);
  }

  /** The task is done with a floating buffer: the gate's next waiting channel gets it. */
  recycleFloating(segment: number): void {
    this.#returnFloating(segment);
  }

  offer(segment: number): boolean {
    this.#waiting = false;
    if (this.#released || this.free >= this.#required) return false;
    this.#freeFloating.push(segment);
    this.#floatingHeld++;
    this.#announce(1 + this.#borrowUntilRequired());
    return true;
  }

  /** Reads and zeroes what is to be announced; called when the AddCredit message is built, not before, so that
   *  everything gained meanwhile travels in one message. */
  takeUnannounced(): number {
    const credit = this.#unannounced;
    this.#unannounced = 0;
    if (credit > 0) {
      this.creditsAnnounced += credit;
      this.messagesSent++;
    }
    return credit;
  }

  /** A barrier has blocked the producer. Where no buffer is the channel's own, none is kept for it: the credit that
   *  was announced for them is void, here at once, and at the producer when it is resumed. */
  onBlocked(): void {
    if (this.exclusiveCount > 0) return;
    this.#unannounced = 0;
    this.returnFloating();
  }

  /** Nothing more will arrive that needs them: others may have what is free. */
  returnFloating(): void {
    this.#required = 0;
    this.#waiting = false;
    this.#floating.forget(this);
    for (const segment of this.#freeFloating.splice(0)) this.#returnFloating(segment);
  }

  /** The channel is over: floating buffers go back to the gate.
   *  @returns the exclusive buffers that are free; the others follow as the task recycles them */
  release(): readonly number[] {
    assert(!this.#released, 'a channel is released once');
    this.#released = true;
    this.#unannounced = 0;
    this.returnFloating();
    return this.#freeExclusive.splice(0);
  }

  /** Without credits: the connection got a floating buffer for the message it is about to hand over. */
  lend(segment: number): void {
    this.#freeFloating.push(segment);
    this.#floatingHeld++;
  }

  /** The message was refused: its buffer goes back to the gate. */
  returnLoan(): void {
    const segment = this.#freeFloating.pop();
    if (segment !== undefined) this.#returnFloating(segment);
  }

  #borrowUntilRequired(): number {
    let gained = 0;
    while (this.free < this.#required && !this.#waiting) {
      const segment = this.#floating.request();
      if (segment === NO_SEGMENT) {
        this.#waiting = true;
        this.#floating.await(this);
      } else {
        this.#freeFloating.push(segment);
        this.#floatingHeld++;
        gained++;
      }
    }
    return gained;
  }

  #returnFloating(segment: number): void {
    this.#floatingHeld--;
    this.#floating.recycle(segment);
  }

  #announce(count: number): void {
    if (count === 0) return;
    const first = this.#unannounced === 0;
    this.#unannounced += count;
    if (first) this.#gained();
  }
}
