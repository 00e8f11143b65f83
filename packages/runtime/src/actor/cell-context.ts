/** An actor's view of its surroundings: what `ActorContext` promises, done by the cell behind it. */
import { assert } from '../base/index.ts';
import type { ActorContext, ActorSystemHandle, Behaviour, Props } from './actor.ts';
import { pathFrom } from './actor-path.ts';
import type { ActorRef } from './actor-ref.ts';
import type { ActorSelection } from './actor-selection.ts';
import type { ActorTimers } from './actor-timers.ts';
import { ControlMessage } from './control-message.ts';
import type { DeathWatch } from './death-watch.ts';
import type { Envelope } from './envelope.ts';
import type { InstanceAttachments } from './instance-attachments.ts';
import { ReplyFailure } from './reply-failure.ts';

/** What the context needs of its cell. */
export type ContextHost<M> = {
  readonly self: ActorRef<M>;
  readonly parent: ActorRef;
  readonly attachments: InstanceAttachments<M>;
  readonly deathWatch: DeathWatch;
  readonly system: ActorSystemHandle;
  /** The message being handled. */
  current(): Envelope | undefined;
  childRefs(): readonly ActorRef[];
  /** The current message has been kept aside. */
  stashed(): void;
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
    return this.#host.current()?.sender;
  }

  get system(): ActorSystemHandle {
    return this.#host.system;
  }

  get children(): readonly ActorRef[] {
    return this.#host.childRefs();
  }

  get timers(): ActorTimers<M> {
    return this.#host.attachments.timers;
  }

  spawn<C>(props: Props<C>, name?: string): ActorRef<C> {
    return this.#host.spawn(props, name);
  }

  select(path: string): ActorSelection {
    return this.system.select(pathFrom(this.self.path, path));
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

  become(behaviour: Behaviour<M>, options?: { readonly keepOld?: boolean }): void {
    this.#host.attachments.behaviours.become(behaviour, options?.keepOld ?? false);
  }

  unbecome(): void {
    this.#host.attachments.behaviours.unbecome();
  }

  stash(): void {
    const current = this.#host.current();
    const { stash } = this.#host.attachments;
    assert(stash !== undefined, 'an actor that stashes says so in its props');
    assert(current !== undefined && !(current.message instanceof ControlMessage), 'stashes what it receives');
    stash.add(current);
    this.#host.stashed();
  }

  unstashAll(): void {
    this.#host.attachments.unstashAll();
  }

  get stashSize(): number {
    return this.#host.attachments.stash?.size ?? 0;
  }

  setReceiveTimeout(timeoutMs: number, message: M): void {
    this.#host.attachments.receiveTimeout.set(timeoutMs, message);
  }

  cancelReceiveTimeout(): void {
    this.#host.attachments.receiveTimeout.cancel();
  }

  pipeToSelf<T>(promise: Promise<T>, done: (value: T) => M, failed: (error: unknown) => M): void {
    promise.then(
      (value) => this.self.tell(done(value)),
      (error: unknown) => this.self.tell(failed(error)),
    );
  }
}
