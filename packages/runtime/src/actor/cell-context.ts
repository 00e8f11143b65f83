/** An actor's view of its surroundings: what `ActorContext` promises, done by the cell behind it. */
import type { ActorContext, ActorSystemHandle, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import type { ActorTimers } from './actor-timers.ts';
import type { DeathWatch } from './death-watch.ts';
import { ReplyFailure } from './reply-failure.ts';

/** What the context needs of its cell. */
export type ContextHost<M> = {
  readonly self: ActorRef<M>;
  readonly parent: ActorRef;
  readonly timers: ActorTimers<M>;
  readonly deathWatch: DeathWatch;
  readonly system: ActorSystemHandle;
  currentSender(): ActorRef | undefined;
  childRefs(): readonly ActorRef[];
  spawn<C>(props: Props<C>, name?: string): ActorRef<C>;
  stopLocal(ref: ActorRef): void;
};

export class CellContext<M> implements ActorContext<M> {
  readonly #host: ContextHost<M>;

  constructor(host: ContextHost<M>) {
    this.#host = host;
  }

  get self(): ActorRef<M> {
    return this.#host.self;
  }

  get parent(): ActorRef {
    return this.#host.parent;
  }

  get sender(): ActorRef | undefined {
    return this.#host.currentSender();
  }

  get system(): ActorSystemHandle {
    return this.#host.system;
  }

  get children(): readonly ActorRef[] {
    return this.#host.childRefs();
  }

  get timers(): ActorTimers<M> {
    return this.#host.timers;
  }

  spawn<C>(props: Props<C>, name?: string): ActorRef<C> {
    return this.#host.spawn(props, name);
  }

  stop(ref: ActorRef): void {
    this.#host.stopLocal(ref);
  }

  watch(ref: ActorRef): void {
    this.#host.deathWatch.watch(ref);
  }

  watchWith(ref: ActorRef, message: M): void {
    this.#host.deathWatch.watch(ref, { value: message });
  }

  unwatch(ref: ActorRef): void {
    this.#host.deathWatch.unwatch(ref);
  }

  reply(value: unknown): void {
    this.sender?.tell(value, this.self);
  }

  replyFailure(error: unknown): void {
    this.sender?.tell(new ReplyFailure(error), this.self);
  }

  pipeToSelf<T>(promise: Promise<T>, done: (value: T) => M, failed: (error: unknown) => M): void {
    promise.then(
      (value) => this.self.tell(done(value)),
      (error: unknown) => this.self.tell(failed(error)),
    );
  }
}
