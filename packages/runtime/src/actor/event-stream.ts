/** What happens in a system, published to whoever subscribed: dead letters, failures, peers coming and going.
 *  Subscribers are actors (told the event) or plain functions (for tests and logs).
 *  Invariant: an actor that has stopped is no subscriber, also when it had stopped before it subscribed: the stream
 *  watches its subscribers as an actor would. */
import type { ActorRef } from './actor-ref.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';

export type SystemEvent =
  | ({ readonly kind: 'deadLetter' } & DeadLetter)
  | { readonly kind: 'actorFailed'; readonly path: string; readonly cause: unknown }
  | { readonly kind: 'peerConnected'; readonly address: string; readonly uid: number }
  /** `uid` is the incarnation that was lost. */
  | { readonly kind: 'peerLost'; readonly address: string; readonly uid: number; readonly reason: string };

export type EventKind = SystemEvent['kind'];
export type EventSubscriber = ActorRef | ((event: SystemEvent) => void);

const EVENT_STREAM_PATH = '/system/eventStream';

export class EventStream {
  readonly #subscribers = new Map<EventKind, Set<EventSubscriber>>();
  readonly #watcher: InternalRef;

  /** @param address of the system whose actors subscribe */
  constructor(address: string) {
    this.#watcher = {
      address,
      path: EVENT_STREAM_PATH,
      uid: 0,
      tell: () => {},
      sendSystem: (message) => this.#noticed(message),
    };
  }

  subscribe(kind: EventKind, subscriber: EventSubscriber): void {
    const subscribers = this.#subscribers.get(kind);
    if (subscribers === undefined) this.#subscribers.set(kind, new Set([subscriber]));
    else subscribers.add(subscriber);
    if (typeof subscriber === 'function' || subscriber.address !== this.#watcher.address) return;
    (subscriber as InternalRef).sendSystem({ kind: 'watch', watcher: this.#watcher });
  }

  /** From one kind of event, or from all. */
  unsubscribe(subscriber: EventSubscriber, kind?: EventKind): void {
    if (kind !== undefined) this.#subscribers.get(kind)?.delete(subscriber);
    else for (const subscribers of this.#subscribers.values()) subscribers.delete(subscriber);
  }

  subscriberCount(kind: EventKind): number {
    return this.#subscribers.get(kind)?.size ?? 0;
  }

  publish(event: SystemEvent): void {
    const subscribers = this.#subscribers.get(event.kind);
    if (subscribers === undefined) return;
    for (const subscriber of subscribers) {
      if (typeof subscriber === 'function') subscriber(event);
      else subscriber.tell(event);
    }
  }

  #noticed(message: SystemMessage): void {
    if (message.kind === 'deathNotice') this.unsubscribe(message.subject);
  }
}
