/** A watcher on another node, as the watched actor knows it: told of the death on the connection by which its watch
 *  came. If that connection is gone, the notice is dropped: the watcher's node watches again on its next one. */
import type { ActorRef } from '../actor-ref.ts';
import type { DeathNotice, InternalRef, SystemMessage } from '../system-message.ts';

export class RemoteWatcherRef implements InternalRef {
  readonly address: string;
  readonly path: string;
  readonly uid: number;
  readonly #tellDeath: (watcher: ActorRef, notice: DeathNotice) => void;

  constructor(
    address: string,
    path: string,
    uid: number,
    tellDeath: (watcher: ActorRef, notice: DeathNotice) => void,
  ) {
    this.address = address;
    this.path = path;
    this.uid = uid;
    this.#tellDeath = tellDeath;
  }

  /** Nobody talks to a watcher by this ref. */
  tell(): void {}

  sendSystem(message: SystemMessage): void {
    if (message.kind === 'deathNotice') this.#tellDeath(this, message);
  }
}
