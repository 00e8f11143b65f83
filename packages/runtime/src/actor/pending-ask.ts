/** One ask that waits: the temporary ref that its answer goes to, and what becomes of the promise.
 *  It lives as an actor does for whoever looks at the ref: it can be watched, also from another node, and stopped.
 *  Invariant: it ends once, by whatever comes first; then its watchers are told, and later answers are dead letters. */
import { streamError } from '../base/index.ts';
import { type ActorRef, fullPath } from './actor-ref.ts';
import type { DeadLetters } from './dead-letters.ts';
import { DeathWatch } from './death-watch.ts';
import { LocalActorRef, type MessageTarget } from './local-actor-ref.ts';
import type { Cause, FlightRecorder } from './recorder/index.ts';
import { ReplyFailure } from './reply-failure.ts';
import type { SystemMessage } from './system-message.ts';

export type Question = {
  readonly description: string;
  /** Who was at work when it asked. */
  readonly cause: Cause;
  readonly askedMs: number;
  readonly timeoutMs: number;
};

export type PendingAskServices = {
  readonly address: string;
  readonly deadLetters: DeadLetters;
  readonly recorder: FlightRecorder;
};

export type Settle = { resolve(value: unknown): void; reject(error: unknown): void };

export class PendingAsk implements MessageTarget {
  readonly ref: LocalActorRef<unknown>;
  readonly target: ActorRef;
  readonly question: Question;
  readonly #services: PendingAskServices;
  readonly #settle: Settle;
  /** Few asks are watched. */
  #deathWatch: DeathWatch | undefined;
  #over = false;
  whenOver: () => void = () => {};

  constructor(
    services: PendingAskServices,
    path: string,
    uid: number,
    target: ActorRef,
    question: Question,
    settle: Settle,
  ) {
    this.ref = new LocalActorRef(services.address, path, uid, this);
    this.target = target;
    this.question = question;
    this.#services = services;
    this.#settle = settle;
  }

  enqueue(message: unknown, sender: ActorRef | undefined): void {
    const { deadLetters, recorder } = this.#services;
    if (this.#over) {
      return deadLetters.add({ message, sender, recipient: fullPath(this.ref), reason: 'lateReply' });
    }
    recorder.answered(this.question.cause, this.question.description);
    if (message instanceof ReplyFailure) return this.fail(message.error);
    this.#end();
    this.#settle.resolve(message);
  }

  enqueueSystem(message: SystemMessage): void {
    switch (message.kind) {
      case 'watch':
        this.#deathWatch ??= new DeathWatch(this.ref);
        this.#deathWatch.addWatcher(message.watcher);
        if (this.#over) this.#deathWatch.tellWatchers();
        return;
      case 'unwatch':
        return this.#deathWatch?.removeWatcher(message.watcher);
      case 'terminate':
        return this.#unreachable(this.target, 'the ask was stopped');
      case 'deathNotice':
        return this.#unreachable(message.subject, 'it has terminated');
      default:
      // Nobody suspends, restarts or supervises an ask.
    }
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#end();
    this.#settle.reject(error);
  }

  #unreachable(target: ActorRef, reason: string): void {
    this.fail(streamError('RECIPIENT_UNREACHABLE', { target: fullPath(target), reason }));
  }

  #end(): void {
    this.#over = true;
    this.whenOver();
    this.#deathWatch?.tellWatchers();
  }
}
