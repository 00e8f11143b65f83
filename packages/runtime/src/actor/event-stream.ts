/** What happens in a system, published to whoever subscribed: dead letters, failures, peers coming and going.
 *  Subscribers are actors (told the event) or plain functions (for tests and logs). A stopped actor is dropped. */
import type { ActorRef } from './actor-ref.ts';
import type { DeadLetter } from './dead-letter.ts';

export type SystemEvent =
  | ({ readonly kind: 'deadLetter' } & DeadLetter)
  | { readonly kind: 'actorFailed'; readonly path: string; readonly cause: unknown }
  | { readonly kind: 'peerConnected'; readonly address: string; readonly uid: number }
  /** `uid` is the incarnation that was lost. */
  | { readonly kind: 'peerLost'; readonly address: string; readonly uid: number; readonly reason: string };

export type EventKind = SystemEvent['kind'];
export type EventSubscriber = ActorRef | ((event: SystemEvent) => void);

export class EventStream {
  readonly #subscribers = new Map<EventKind, Set<EventSubscriber>>();

  subscribe(kind: EventKind, subscriber: EventSubscriber): void {
    const subscribers = this.#subscribers.get(kind);
    if (subscribers === undefined) this.#subscribers.set(kind, new Set([subscriber]));
    else subscribers.add(subscriber);
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
}
