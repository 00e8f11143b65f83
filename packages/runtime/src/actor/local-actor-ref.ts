/** A ref to an actor of this system: hands messages to its cell without a copy and without the network. */
import type { ActorRef } from './actor-ref.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';

export type MessageTarget = {
  enqueue(message: unknown, sender: ActorRef | undefined): void;
  enqueueSystem(message: SystemMessage): void;
};

export class LocalActorRef<M> implements InternalRef {
  readonly path: string;
  readonly uid: number;
  readonly address: string;
  readonly #target: MessageTarget;

  constructor(address: string, path: string, uid: number, target: MessageTarget) {
    this.address = address;
    this.path = path;
    this.uid = uid;
    this.#target = target;
  }

  tell(message: M, sender?: ActorRef): void {
    this.#target.enqueue(message, sender);
  }

  sendSystem(message: SystemMessage): void {
    this.#target.enqueueSystem(message);
  }
}
