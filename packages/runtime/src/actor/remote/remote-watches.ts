/** Who on this node watches whom on one peer. Watches are sent again after every reconnect: the peer answers for actors
 *  that died meanwhile, so no death is missed although a broken connection may lose frames.
 *  Invariant: each watcher is told once, by the peer or, when its node is lost, from here. */
import { refKey } from '../actor-ref.ts';
import type { InternalRef } from '../system-message.ts';

export type RemoteWatch = { readonly subject: InternalRef; readonly watcher: InternalRef };

export class RemoteWatches {
  readonly #watches = new Map<string, RemoteWatch>();

  get size(): number {
    return this.#watches.size;
  }

  add(subject: InternalRef, watcher: InternalRef): void {
    this.#watches.set(watchKey(subject, watcher), { subject, watcher });
  }

  /** @returns false when there was no such watch */
  remove(subject: InternalRef, watcher: InternalRef): boolean {
    return this.#watches.delete(watchKey(subject, watcher));
  }

  all(): readonly RemoteWatch[] {
    return [...this.#watches.values()];
  }

  /** The node is lost, and with it everything on it. */
  tellAllLost(): void {
    const watches = this.all();
    this.#watches.clear();
    for (const { subject, watcher } of watches) {
      watcher.sendSystem({ kind: 'deathNotice', subject, existenceConfirmed: true, addressTerminated: true });
    }
  }
}

function watchKey(subject: InternalRef, watcher: InternalRef): string {
  return `${refKey(subject)} ${refKey(watcher)}`;
}
