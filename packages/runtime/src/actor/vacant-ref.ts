/** A ref to a path of this system where nobody with that uid lives at the moment: looked up again with every message,
 *  and dead for whoever watches it. Uid 0 stands for any incarnation (a selection). */
import type { ActorRef } from './actor-ref.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';

export class VacantRef implements InternalRef {
  readonly address: string;
  readonly path: string;
  readonly uid: number;
  readonly #deliver: (message: unknown, sender: ActorRef | undefined) => void;

  constructor(
    address: string,
    path: string,
    uid: number,
    deliver: (message: unknown, sender: ActorRef | undefined) => void,
  ) {
    this.address = address;
    this.path = path;
    this.uid = uid;
    this.#deliver = deliver;
  }

  tell(message: unknown, sender?: ActorRef): void {
    this.#deliver(message, sender);
  }

  sendSystem(message: SystemMessage): void {
    if (message.kind !== 'watch') return;
    message.watcher.sendSystem({
      kind: 'deathNotice',
      subject: this,
      existenceConfirmed: false,
      addressTerminated: false,
    });
  }
}
