/** An actor's life: created, failed, suspended, restarted, stopped, in the order that Akka guarantees.
 *  Creation: constructor, `preStart`, first message. Restart: `preRestart` on the old instance, its children end,
 *  a new instance, `postRestart`, the mailbox resumes, surviving children restart. Stop: children first, then
 *  `postStop`.
 *  Invariant: suspensions balance, and an actor that has failed is reported to its parent once until it is dealt with.
 *  Source: Akka's FaultHandling. Its owner (`actor-cell.ts`) feeds it system messages and runs user messages. */
import { streamError } from '../base/index.ts';
import type { Actor } from './actor.ts';
import type { InternalRef } from './system-message.ts';

export type LifecyclePhase = 'creating' | 'running' | 'restarting' | 'stopping' | 'terminated';

/** What the lifecycle needs of its cell. */
export type LifecycleHost<M> = {
  readonly self: InternalRef;
  readonly parent: InternalRef;
  childDying(): boolean;
  childCount(): number;
  /** The message whose handling failed, if it was one. */
  failedMessage(): unknown;
  createInstance(): Actor<M>;
  suspendMailbox(): void;
  resumeMailbox(): void;
  childRefs(): readonly InternalRef[];
  stopChildren(): void;
  unwatchChildren(): void;
  /** Withdraws timers and behaviours, puts the stash back, and ends the watches if asked to. */
  releaseAttachments(watches: boolean): void;
  reportHookFailure(hook: string, cause: unknown): void;
  /** Last: leftovers, notices, names. */
  finished(): void;
};

export class ActorLifecycle<M> {
  readonly #host: LifecycleHost<M>;
  #actor: Actor<M> | undefined;
  #phase: LifecyclePhase = 'creating';
  /** Whether `preStart` ever came to its end. */
  #started = false;
  /** Who failed: this actor, or the child whose failure was escalated. */
  #perpetrator: InternalRef | undefined;
  /** The last restart did not produce a working instance. */
  #failedFatally = false;
  #restartCause: unknown;
  #stopCause: unknown;

  constructor(host: LifecycleHost<M>) {
    this.#host = host;
  }

  get phase(): LifecyclePhase {
    return this.#phase;
  }

  get failed(): boolean {
    return this.#perpetrator !== undefined && this.#phase !== 'stopping' && this.#phase !== 'terminated';
  }

  /** The living instance; `undefined` before creation, between instances and after the end. */
  get actor(): Actor<M> | undefined {
    return this.#actor;
  }

  create(): void {
    try {
      this.#actor = this.#host.createInstance();
      this.#actor.preStart?.();
      this.#started = true;
      if (this.#phase === 'creating') this.#phase = 'running';
    } catch (error) {
      this.#actor = undefined;
      this.fail(this.#initializationFailure(error));
    }
  }

  /** @param perpetrator the child whose failure is escalated; absent when this actor failed by itself
   *  @param suspended children that are suspended already */
  fail(cause: unknown, perpetrator?: InternalRef, suspended: readonly InternalRef[] = []): void {
    const host = this.#host;
    if (this.#perpetrator !== undefined) return;
    this.#perpetrator = perpetrator ?? host.self;
    host.suspendMailbox();
    for (const child of host.childRefs()) {
      if (child !== perpetrator && !suspended.includes(child)) child.sendSystem({ kind: 'suspend' });
    }
    host.parent.sendSystem({ kind: 'failed', child: host.self, cause });
  }

  suspend(): void {
    this.#host.suspendMailbox();
    for (const child of this.#host.childRefs()) child.sendSystem({ kind: 'suspend' });
  }

  /** @param cause the failure that is forgiven; absent when only the parent's own suspension ends */
  resume(cause: unknown): void {
    if (!this.#started && this.#phase !== 'stopping') return this.#createAgain();
    if (this.#failedFatally && cause !== undefined) return this.restart(cause);
    const perpetrator = this.#perpetrator;
    this.#host.resumeMailbox();
    if (cause !== undefined) this.#perpetrator = undefined;
    for (const child of this.#host.childRefs()) {
      child.sendSystem({ kind: 'resume', cause: child === perpetrator ? cause : undefined });
    }
  }

  restart(cause: unknown): void {
    // A stopping actor keeps stopping, but the suspension that came before this restart has to end.
    if (this.#phase === 'stopping') return this.#host.resumeMailbox();
    if (!this.#started) return this.#createAgain();
    this.#leaveOldInstance(cause);
    this.#host.releaseAttachments(false);
    this.#restartCause = cause;
    this.#phase = 'restarting';
    if (!this.#host.childDying()) this.#finishRestart();
  }

  /** @param cause the failure that stops it, absent for an ordered stop */
  terminate(cause: unknown): void {
    if (this.#phase === 'terminated') return;
    const wasStopping = this.#phase === 'stopping';
    this.#stopCause ??= cause;
    this.#phase = 'stopping';
    this.#host.releaseAttachments(true);
    this.#host.stopChildren();
    if (this.#host.childCount() === 0) return this.#finishTermination();
    if (wasStopping) return;
    this.#host.suspendMailbox();
    // While waiting for the children, failures of its own are of no interest any more.
    this.#perpetrator = this.#host.self;
  }

  /** A child is gone, and its name is free. */
  childTerminated(): void {
    if (this.#phase === 'stopping' && this.#host.childCount() === 0) return this.#finishTermination();
    if (this.#phase === 'restarting' && !this.#host.childDying()) this.#finishRestart();
  }

  #leaveOldInstance(cause: unknown): void {
    const actor = this.#actor;
    if (actor === undefined) return;
    this.#actor = undefined;
    try {
      if (actor.preRestart !== undefined) return actor.preRestart(cause, this.#host.failedMessage());
      this.#host.unwatchChildren();
      this.#host.stopChildren();
      actor.postStop?.(cause);
    } catch (error) {
      this.#host.reportHookFailure('preRestart', error);
    }
  }

  #finishRestart(): void {
    const host = this.#host;
    if (!this.#started) return this.#finishCreateAgain();
    const survivors = host.childRefs();
    this.#phase = 'running';
    host.resumeMailbox();
    this.#perpetrator = undefined;
    this.#failedFatally = false;
    try {
      const actor = host.createInstance();
      this.#actor = actor;
      if (actor.postRestart === undefined) actor.preStart?.();
      else actor.postRestart(this.#restartCause);
      for (const child of survivors) child.sendSystem({ kind: 'restart', cause: this.#restartCause });
    } catch (error) {
      this.#failedFatally = true;
      this.#actor = undefined;
      this.fail(this.#initializationFailure(error), undefined, survivors);
    }
  }

  /** The first creation failed: try again, with the children of the failed attempt out of the way. */
  #createAgain(): void {
    this.#host.releaseAttachments(false);
    this.#host.stopChildren();
    this.#phase = 'restarting';
    if (!this.#host.childDying()) this.#finishCreateAgain();
  }

  #finishCreateAgain(): void {
    this.#phase = 'creating';
    this.#host.resumeMailbox();
    this.#perpetrator = undefined;
    this.create();
  }

  #finishTermination(): void {
    this.#phase = 'terminated';
    const actor = this.#actor;
    this.#actor = undefined;
    try {
      actor?.postStop?.(this.#stopCause);
    } catch (error) {
      this.#host.reportHookFailure('postStop', error);
    }
    this.#host.finished();
  }

  #initializationFailure(error: unknown): unknown {
    const reason = error instanceof Error ? error.message : String(error);
    return streamError('ACTOR_INITIALIZATION_FAILED', { actor: this.#host.self.path, reason }, error);
  }
}
