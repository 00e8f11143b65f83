/** A ref to an actor of another node: hands messages to the association with that node. */
import { PoisonPill } from '../control-message.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { InternalRef, SystemMessage } from '../system-message.ts';
import type { Association } from './association.ts';

export class RemoteActorRef implements InternalRef {
  readonly address: string;
  readonly path: string;
  readonly uid: number;
  readonly #association: Association;

  constructor(association: Association, path: string, uid: number) {
    this.address = association.address;
    this.path = path;
    this.uid = uid;
    this.#association = association;
  }

  tell(message: unknown, sender?: ActorRef): void {
    this.#association.send(this, message, sender);
  }

  sendSystem(message: SystemMessage): void {
    switch (message.kind) {
      case 'watch':
        return this.#association.watch(this, message.watcher);
      case 'unwatch':
        return this.#association.unwatch(this, message.watcher);
      case 'terminate':
        // Whoever stops an actor elsewhere may only ask it to.
        return this.tell(new PoisonPill());
      default:
        // Creation and supervision never leave a node; deaths go back through `remote-watcher-ref.ts`.
        return;
    }
  }
}
