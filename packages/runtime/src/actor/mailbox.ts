/** An actor's two queues and the rule in which order they are served: **system messages first**, drained before and
 *  between user messages; then at most `throughput` user messages a turn.
 *  Invariant: suspensions nest and balance; while suspended only system messages run. A turn never exceeds its bound,
 *  even for an actor that is stopping. A person may also pause a mailbox and step through it.
 *  Source: Akka's Mailbox, with rings that can be looked into. */
import { assert } from '../base/index.ts';
import type { Envelope } from './envelope.ts';
import { capacityOf, type MailboxType, openUserQueue } from './mailbox-type.ts';
import { RingBuffer } from './ring-buffer.ts';
import type { SystemMessage } from './system-message.ts';
import type { UserQueue } from './user-queue.ts';

export type MailboxOwner = {
  invokeSystem(message: SystemMessage): void;
  invokeUser(envelope: Envelope): void;
};

const FIRST_CAPACITY = 16;

export class Mailbox {
  readonly #owner: MailboxOwner;
  readonly #capacity: number;
  readonly #system = new RingBuffer<SystemMessage>(FIRST_CAPACITY);
  readonly #user: UserQueue;
  #suspendCount = 0;
  #closed = false;
  /** User messages that may still run; Infinity unless a person holds the mailbox. */
  #allowance = Number.POSITIVE_INFINITY;

  constructor(owner: MailboxOwner, type: MailboxType<never>) {
    this.#owner = owner;
    this.#capacity = capacityOf(type);
    this.#user = openUserQueue(type);
  }

  get size(): number {
    return this.#user.size;
  }

  get systemSize(): number {
    return this.#system.size;
  }

  get suspendCount(): number {
    return this.#suspendCount;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get full(): boolean {
    return this.#user.size >= this.#capacity;
  }

  /** Whether a turn would do something. */
  get runnable(): boolean {
    if (this.#system.size > 0) return true;
    return this.#user.size > 0 && this.#suspendCount === 0 && this.#allowance > 0;
  }

  /** Hot: once per message. The caller has checked `closed` and `full`. */
  pushUser(envelope: Envelope): void {
    this.#user.push(envelope);
  }

  /** Puts a message back, to be handled next; for mailboxes of the kind `deque`. */
  pushUserFront(envelope: Envelope): void {
    assert(this.#user.pushFront !== undefined, 'only a deque takes messages back');
    this.#user.pushFront(envelope);
  }

  pushSystem(message: SystemMessage): void {
    this.#system.push(message);
  }

  /** The user message `index` places behind the head, without taking it. */
  peek(index: number): Envelope | undefined {
    return this.#user.peek(index);
  }

  /** The system message `index` places behind the head, without taking it. */
  peekSystem(index: number): SystemMessage | undefined {
    return this.#system.peek(index);
  }

  get paused(): boolean {
    return this.#allowance !== Number.POSITIVE_INFINITY;
  }

  /** A person holds the mailbox; only `step` lets user messages through. System messages run on. */
  pause(): void {
    if (!this.paused) this.#allowance = 0;
  }

  unpause(): void {
    this.#allowance = Number.POSITIVE_INFINITY;
  }

  /** Lets up to `count` of the waiting user messages through a paused mailbox; what comes later waits.
   *  @returns how many */
  step(count: number): number {
    const most = this.#user.size - this.#allowance;
    const stepped = this.paused ? Math.max(0, Math.min(count, most)) : 0;
    this.#allowance += stepped;
    return stepped;
  }

  suspend(): void {
    this.#suspendCount++;
  }

  resume(): void {
    assert(this.#suspendCount > 0, 'a mailbox is resumed as often as it was suspended');
    this.#suspendCount--;
  }

  runTurn(throughput: number): void {
    this.#drainSystem();
    for (let i = 0; i < throughput && this.#suspendCount === 0 && this.#allowance > 0; i++) {
      const envelope = this.#user.shift();
      if (envelope === undefined) return;
      this.#allowance--;
      this.#owner.invokeUser(envelope);
      if (this.#system.size > 0) this.#drainSystem();
    }
  }

  /** Closes for good and hands out what was left. */
  close(): { readonly user: readonly Envelope[]; readonly system: readonly SystemMessage[] } {
    this.#closed = true;
    return { user: drain(this.#user), system: drain(this.#system) };
  }

  #drainSystem(): void {
    let message = this.#system.shift();
    while (message !== undefined) {
      this.#owner.invokeSystem(message);
      message = this.#system.shift();
    }
  }
}

function drain<T>(queue: { shift(): T | undefined }): T[] {
  const items: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}
