/** A ref to an actor of another node: hands messages to the association with that node, looked up at each use: a ref
 *  that only passes through (or that a stranger made up) costs no association. */
import { PoisonPill } from '../control-message.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { InternalRef, SystemMessage } from '../system-message.ts';
import type { Association } from './association.ts';

export class RemoteActorRef implements InternalRef {
  readonly address: string;
  readonly path: string;
  readonly uid: number;
  readonly #associationTo: (address: string) => Association;

  constructor(associationTo: (address: string) => Association, address: string, path: string, uid: number) {
    this.address = address;
    this.path = path;
    this.uid = uid;
    this.#associationTo = associationTo;
  }

  tell(message: unknown, sender?: ActorRef): void {
    this.#associationTo(this.address).send(this, message, sender);
  }

  sendSystem(message: SystemMessage): void {
    switch (message.kind) {
      case 'watch':
        return this.#associationTo(this.address).watch(this, message.watcher);
      case 'unwatch':
        return this.#associationTo(this.address).unwatch(this, message.watcher);
      case 'terminate':
        // Whoever stops an actor elsewhere may only ask it to.
        return this.tell(new PoisonPill());
      default:
        // Creation and supervision never leave a node; deaths go back through `remote-watcher-ref.ts`.
        return;
    }
  }
}
