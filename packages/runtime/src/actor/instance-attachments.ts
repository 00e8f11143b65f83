/** What belongs to one instance of an actor rather than to its place in the tree: timers, receive timeout,
 *  behaviours laid over `receive`, and the stash. A restart or stop ends them together; stashed messages go
 *  back to the mailbox. */
import type { Io } from '../io/index.ts';
import { KeyedTimers } from './actor-timers.ts';
import { BehaviourStack } from './behaviour-stack.ts';
import type { ControlMessage } from './control-message.ts';
import type { Envelope } from './envelope.ts';
import { ReceiveTimeout } from './receive-timeout.ts';
import { Stash } from './stash.ts';

export type AttachmentsHost = {
  readonly path: string;
  readonly io: Pick<Io, 'clock' | 'timers'>;
  /** Absent: the actor has no stash. */
  readonly stashCapacity: number | undefined;
  /** Into the actor's own mailbox. */
  enqueue(message: ControlMessage): void;
  /** Puts messages, oldest first, before all that wait. */
  putBack(envelopes: readonly Envelope[]): void;
};

export class InstanceAttachments<M> {
  readonly timers: KeyedTimers<M>;
  readonly receiveTimeout: ReceiveTimeout<M>;
  readonly behaviours: BehaviourStack<M> = new BehaviourStack();
  readonly stash: Stash | undefined;
  readonly #host: AttachmentsHost;

  constructor(host: AttachmentsHost) {
    const { io, path, stashCapacity } = host;
    const enqueue = (message: ControlMessage): void => host.enqueue(message);
    this.#host = host;
    this.timers = new KeyedTimers<M>(io, enqueue);
    this.receiveTimeout = new ReceiveTimeout<M>(io.timers, enqueue);
    this.stash = stashCapacity === undefined ? undefined : new Stash(path, stashCapacity);
  }

  unstashAll(): void {
    if (this.stash !== undefined && this.stash.size > 0) this.#host.putBack(this.stash.takeAll());
  }

  release(): void {
    this.timers.cancelAll();
    this.receiveTimeout.cancel();
    this.behaviours.clear();
    this.unstashAll();
  }
}
