/** Request and reply: `ask` sends a message from a temporary ref under `/temp` and resolves with the first answer.
 *  It ends in exactly one of three ways: an answer, ASK_TIMEOUT, or RECIPIENT_UNREACHABLE as soon as the message is
 *  known to be lost. Invariant: afterwards neither timer nor temporary ref is left; a later answer is a dead letter. */
import { streamError, type StreamError } from '../base/index.ts';
import type { Clock, Io, Timers } from '../io/index.ts';
import { childPath, TEMP_PATH } from './actor-path.ts';
import { type ActorRef, fullPath } from './actor-ref.ts';
import type { AskedState } from './asked-state.ts';
import type { DeadLetters } from './dead-letters.ts';
import { describeMessage } from './describe-message.ts';
import type { MessageTarget } from './local-actor-ref.ts';
import { PendingAsk, type PendingAskServices, type Question } from './pending-ask.ts';
import type { FlightRecorder } from './recorder/index.ts';
import type { InternalRef } from './system-message.ts';

export type AskOptions = {
  readonly timeoutMs: number;
  /** What is asked, for errors; default: the message's kind or class. */
  readonly description?: string;
};

/** An ask that waits for its answer. */
export type AskInspection = {
  /** Of the temporary ref that the answer goes to. */
  readonly path: string;
  readonly target: string;
  readonly description: string;
  /** The actor at work when it asked; absent when it was none, such as a client. */
  readonly asker: string | undefined;
  readonly askerSerial: number;
  readonly ageMs: number;
  readonly leftMs: number;
};

export class Asks {
  readonly #address: string;
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #recorder: FlightRecorder;
  readonly #services: PendingAskServices;
  readonly #stateOf: (target: ActorRef) => AskedState | undefined;
  /** Part of every path, so that an answer meant for an earlier incarnation of this system finds nobody. */
  readonly #incarnation: string;
  readonly #pending = new Map<string, PendingAsk>();
  #lastId = 0;

  constructor(
    address: string,
    { timers, ids, clock }: Pick<Io, 'timers' | 'ids' | 'clock'>,
    deadLetters: DeadLetters,
    recorder: FlightRecorder,
    stateOf: (target: ActorRef) => AskedState | undefined,
  ) {
    this.#address = address;
    this.#timers = timers;
    this.#clock = clock;
    this.#recorder = recorder;
    this.#incarnation = ids.uid().toString(36);
    this.#services = { address, deadLetters, recorder };
    this.#stateOf = stateOf;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Those that wait, the oldest first. */
  pending(): readonly AskInspection[] {
    const nowMs = this.#clock.nowMs();
    return [...this.#pending].map(([path, { target, question }]) => ({
      path,
      target: fullPath(target),
      description: question.description,
      asker: this.#recorder.nameOf(question.cause.actor),
      askerSerial: question.cause.actor,
      ageMs: nowMs - question.askedMs,
      leftMs: question.askedMs + question.timeoutMs - nowMs,
    }));
  }

  ask<R>(target: ActorRef, message: unknown, options: AskOptions): Promise<R> {
    const { timeoutMs } = options;
    if (!(timeoutMs > 0)) {
      const details = { target: fullPath(target), timeoutMs: String(timeoutMs) };
      return Promise.reject(streamError('ASK_TIMEOUT_INVALID', details));
    }
    return new Promise<R>((resolve, reject) => {
      const id = ++this.#lastId;
      const path = childPath(TEMP_PATH, `${this.#incarnation}-${id}`);
      const question = this.#questionOf(message, options);
      const settle = { resolve: resolve as (value: unknown) => void, reject };
      const pending = new PendingAsk(this.#services, path, id, target, question, settle);
      const timer = this.#timers.after(timeoutMs, () => {
        pending.fail(this.#timeoutError(target, message, options));
      });
      this.#pending.set(path, pending);
      pending.whenOver = () => {
        timer.cancel();
        this.#pending.delete(path);
      };
      target.tell(message, pending.ref);
      this.#recorder.clockGoesOn();
    });
  }

  /** Where an answer from another node goes. */
  find(path: string): MessageTarget | undefined {
    return this.#pending.get(path);
  }

  /** The temporary ref of an ask that still waits. */
  refOf(path: string, uid: number): InternalRef | undefined {
    const ref = this.#pending.get(path)?.ref;
    return ref?.uid === uid ? ref : undefined;
  }

  /** The system is going: nothing will answer any more. */
  failAll(reason: string): void {
    for (const pending of [...this.#pending.values()]) {
      pending.fail(streamError('RECIPIENT_UNREACHABLE', { target: this.#address, reason }));
    }
  }

  /** A peer is lost: no answer will come from there. */
  failAllTo(address: string, reason: string): void {
    for (const pending of [...this.#pending.values()]) {
      if (pending.target.address !== address) continue;
      pending.fail(streamError('RECIPIENT_UNREACHABLE', { target: fullPath(pending.target), reason }));
    }
  }

  #questionOf(message: unknown, { description, timeoutMs }: AskOptions): Question {
    return {
      description: description ?? describeMessage(message),
      cause: this.#recorder.capture(),
      askedMs: this.#recorder.nowMs(),
      timeoutMs,
    };
  }

  #timeoutError(target: ActorRef, message: unknown, options: AskOptions): StreamError {
    const state = this.#stateOf(target);
    return streamError('ASK_TIMEOUT', {
      target: fullPath(target),
      method: options.description ?? describeMessage(message),
      timeoutMs: options.timeoutMs,
      mailboxDepth: state?.mailboxDepth ?? 'unknown',
      current: state?.current ?? 'unknown',
      currentAgeMs: state?.currentAgeMs ?? 0,
    });
  }
}
