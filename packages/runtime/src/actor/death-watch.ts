/** Who watches whom, for one actor. Watching tells exactly once, also when the other is already dead or its
 *  node is lost.
 *  Invariant: after `unwatch` no notice is delivered, not even one already queued; a notice that nobody asked
 *  for never is. */
import { type ActorRef, refKey } from './actor-ref.ts';
import { TerminatedNotice } from './control-message.ts';
import type { DeathNotice, InternalRef } from './system-message.ts';

type Watched = { readonly ref: InternalRef; readonly message: { readonly value: unknown } | undefined };

export class DeathWatch {
  readonly #self: InternalRef;
  readonly #watching = new Map<string, Watched>();
  readonly #queued = new Map<string, Watched>();
  readonly #watchers = new Map<string, InternalRef>();

  constructor(self: InternalRef) {
    this.#self = self;
  }

  /** @param message delivered instead of the `actorTerminated` hook */
  watch(ref: ActorRef, message?: { readonly value: unknown }): void {
    const key = refKey(ref);
    if (ref === this.#self || this.#queued.has(key)) return;
    const known = this.#watching.has(key);
    const watched = { ref: ref as InternalRef, message };
    this.#watching.set(key, watched);
    if (!known) watched.ref.sendSystem({ kind: 'watch', watcher: this.#self });
  }

  unwatch(ref: ActorRef): void {
    const key = refKey(ref);
    this.#queued.delete(key);
    const watched = this.#watching.get(key);
    if (watched === undefined) return;
    this.#watching.delete(key);
    watched.ref.sendSystem({ kind: 'unwatch', watcher: this.#self });
  }

  unwatchAll(): void {
    for (const { ref } of [...this.#watching.values()]) this.unwatch(ref);
    this.#queued.clear();
  }

  /** Turns a death into a message for the user mailbox, if it was watched. */
  noticed(notice: DeathNotice): TerminatedNotice | undefined {
    const key = refKey(notice.subject);
    const watched = this.#watching.get(key);
    if (watched === undefined) return undefined;
    this.#watching.delete(key);
    this.#queued.set(key, watched);
    return new TerminatedNotice(notice.subject, notice.existenceConfirmed, notice.addressTerminated);
  }

  /** The watch behind a notice whose turn has come; `undefined` when it was withdrawn. */
  take(notice: TerminatedNotice): Watched | undefined {
    const key = refKey(notice.ref);
    const watched = this.#queued.get(key);
    this.#queued.delete(key);
    return watched;
  }

  /** Whom this actor watches, and who watches it. */
  edges(): { readonly watching: readonly InternalRef[]; readonly watchers: readonly InternalRef[] } {
    return {
      watching: [...this.#watching.values()].map(({ ref }) => ref),
      watchers: [...this.#watchers.values()],
    };
  }

  addWatcher(watcher: InternalRef): void {
    this.#watchers.set(refKey(watcher), watcher);
  }

  /** Only that very watcher: a remote one may have come back by another connection meanwhile. */
  removeWatcher(watcher: InternalRef): void {
    const key = refKey(watcher);
    if (this.#watchers.get(key) === watcher) this.#watchers.delete(key);
  }

  /** Tells all watchers that this actor died; those on other nodes first, their way is longer. */
  tellWatchers(): void {
    const local = (ref: InternalRef): boolean => ref.address === this.#self.address;
    const watchers = [...this.#watchers.values()];
    this.#watchers.clear();
    for (const watcher of watchers.filter((ref) => !local(ref))) watcher.sendSystem(this.#death());
    for (const watcher of watchers.filter(local)) watcher.sendSystem(this.#death());
  }

  #death(): DeathNotice {
    return { kind: 'deathNotice', subject: this.#self, existenceConfirmed: true, addressTerminated: false };
  }
}
