/** What a writer of actors sees: `Actor` (the behaviour), `Props` (the recipe) and `ActorContext` (its surroundings).
 *  One handler call is one message, synchronous to its end; whatever is asynchronous comes back as a message
 *  (`pipeToSelf`). The context is valid for the actor's whole life, `sender` only during the call. */
import type { Io } from '../io/index.ts';
import type { ActorRef } from './actor-ref.ts';
import type { ActorSelection } from './actor-selection.ts';
import type { ActorTimers } from './actor-timers.ts';
import type { AskOptions } from './ask.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { EventStream } from './event-stream.ts';
import type { MailboxType } from './mailbox-type.ts';
import type { SupervisorStrategy } from './supervision.ts';

export type Actor<M> = {
  receive(message: M, context: ActorContext<M>): void;
  /** Before the first message; a throw counts as a failed creation. */
  preStart?(): void;
  /** After the last message. @param cause the failure that stopped it, absent for an ordered stop */
  postStop?(cause?: unknown): void;
  /** On the old instance. Default: stop all children, then `postStop`. */
  preRestart?(cause: unknown, message: unknown): void;
  /** On the new instance. Default: `preStart`. */
  postRestart?(cause: unknown): void;
  /** What people may see of its state, such as where its machines stand. Must not change anything. */
  inspectState?(): Readonly<Record<string, string>>;
  /** A watched actor died. Without this hook the death of a watched actor is a failure of the watcher. */
  actorTerminated?(ref: ActorRef, notice: Termination): void;
};

/** What may stand in for `receive`: see `ActorContext.become`. */
export type Behaviour<M> = Actor<M>['receive'];

export type Termination = {
  /** False when nobody was found under the watched ref. */
  readonly existenceConfirmed: boolean;
  /** True when its whole node was lost. */
  readonly addressTerminated: boolean;
};

export type Props<M> = {
  /** Called once per incarnation and once per restart. */
  create(context: ActorContext<M>): Actor<M>;
  /** How this actor treats its children's failures. Default: DEFAULT_SUPERVISION. */
  readonly supervisor?: SupervisorStrategy;
  /** Default: unbounded, and for an actor with a stash `deque`. */
  readonly mailbox?: MailboxType<M>;
  /** Gives the actor a stash of at most `capacity` messages; needs a mailbox of the kind `deque`. */
  readonly stash?: { readonly capacity: number };
};

export type ActorContext<M> = {
  readonly self: ActorRef<M>;
  readonly parent: ActorRef;
  /** Who sent the current message; absent when nobody expects an answer. */
  readonly sender: ActorRef | undefined;
  readonly system: ActorSystemHandle;
  readonly children: readonly ActorRef[];
  readonly timers: ActorTimers<M>;
  /** @param name default: `$a`, `$b`, …
   *  @throws StreamError ACTOR_NAME_TAKEN, ACTOR_NAME_INVALID, ACTOR_STOPPING, ACTOR_MAILBOX_MISMATCH */
  spawn<C>(props: Props<C>, name?: string): ActorRef<C>;
  /** Whoever lives at a path seen from here: `child`, `../sibling*`, `/user/other`. */
  select(path: string): ActorSelection;
  /** Stops a child or oneself, after the current message. */
  stop(ref: ActorRef): void;
  watch(ref: ActorRef): void;
  /** Like `watch`, but the death arrives as `message` in `receive`. */
  watchWith(ref: ActorRef, message: M): void;
  unwatch(ref: ActorRef): void;
  /** Answers the current message's sender, if there is one. */
  reply(value: unknown): void;
  replyFailure(error: unknown): void;
  /** From the next message on `behaviour` is called instead of `receive`, until `unbecome`, `become` or a restart.
   *  @param options.keepOld lays it over the present one, to which `unbecome` returns; default: replaces it */
  become(behaviour: Behaviour<M>, options?: { readonly keepOld?: boolean }): void;
  unbecome(): void;
  /** Keeps the current message aside until `unstashAll`. @throws StreamError ACTOR_STASH_FULL */
  stash(): void;
  /** Puts all stashed messages before those that wait in the mailbox, in order of arrival. */
  unstashAll(): void;
  readonly stashSize: number;
  /** Sends oneself `message` after `timeoutMs` without any other, again and again. Messages that have the property
   *  NOT_INFLUENCING_IDLENESS do not count. */
  setReceiveTimeout(timeoutMs: number, message: M): void;
  cancelReceiveTimeout(): void;
  /** Sends oneself what becomes of `promise`. */
  pipeToSelf<T>(promise: Promise<T>, done: (value: T) => M, failed: (error: unknown) => M): void;
};

/** What actors and services see of their system. */
export type ActorSystemHandle = {
  readonly name: string;
  readonly address: string;
  readonly io: Io;
  readonly deadLetters: DeadLetters;
  readonly eventStream: EventStream;
  readonly whenTerminated: Promise<void>;
  spawn<M>(props: Props<M>, name?: string): ActorRef<M>;
  stop(ref: ActorRef): void;
  ask<R>(target: ActorRef, message: unknown, options: AskOptions): Promise<R>;
  resolve(path: string, timeoutMs: number): Promise<ActorRef>;
  select(path: string): ActorSelection;
  gracefulStop(ref: ActorRef, options: GracefulStopOptions): Promise<void>;
  terminate(): Promise<void>;
};

export type GracefulStopOptions = {
  readonly timeoutMs: number;
  /** What makes it stop; default: a PoisonPill, taken after all mail before it. */
  readonly message?: unknown;
};
