/** User messages in two lines: control messages first, the rest behind them, each in order of arrival.
 *  Keeps an actor steerable (pause, cancel, heartbeat) however long its queue of work has grown. The cell's
 *  own messages count as control; a poison pill waits behind the work that was sent before it. */
import { ControlMessage, PoisonPill } from './control-message.ts';
import type { Envelope } from './envelope.ts';
import { RingBuffer } from './ring-buffer.ts';
import type { UserQueue } from './user-queue.ts';

const FIRST_CAPACITY = 16;

export class ControlAwareQueue implements UserQueue {
  readonly #isControl: (message: unknown) => boolean;
  readonly #control = new RingBuffer<Envelope>(FIRST_CAPACITY);
  readonly #rest = new RingBuffer<Envelope>(FIRST_CAPACITY);

  constructor(isControl: (message: unknown) => boolean) {
    this.#isControl = isControl;
  }

  get size(): number {
    return this.#control.size + this.#rest.size;
  }

  push(envelope: Envelope): void {
    (this.#goesFirst(envelope.message) ? this.#control : this.#rest).push(envelope);
  }

  shift(): Envelope | undefined {
    return this.#control.shift() ?? this.#rest.shift();
  }

  peek(index: number): Envelope | undefined {
    return this.#control.peek(index) ?? this.#rest.peek(index - this.#control.size);
  }

  #goesFirst(message: unknown): boolean {
    if (message instanceof ControlMessage) return !(message instanceof PoisonPill);
    try {
      return this.#isControl(message);
    } catch {
      // It runs in the sender's turn, and the sender has done nothing wrong.
      return false;
    }
  }
}
