/** Tells an actor that it has been idle: a message of its choice comes when no other came for a while,
 *  again and again until it is cancelled. Messages marked with `NOT_INFLUENCING_IDLENESS` (heartbeats, say)
 *  do not count. Invariant: a notice that waits in the mailbox behind a counting message is withdrawn. Ends
 *  with a restart or stop. */
import type { TimerHandle, Timers } from '../io/index.ts';
import { IdleNotice } from './control-message.ts';

/** A property of messages that leave a receive timeout running. */
export const NOT_INFLUENCING_IDLENESS: unique symbol = Symbol('not influencing idleness');

type Setting<M> = { readonly timeoutMs: number; readonly message: M };

export class ReceiveTimeout<M> {
  readonly #timers: Timers;
  readonly #enqueue: (notice: IdleNotice) => void;
  #setting: Setting<M> | undefined;
  #armed: TimerHandle | undefined;
  #generation = 0;

  /** @param enqueue puts a notice into the owner's own mailbox */
  constructor(timers: Timers, enqueue: (notice: IdleNotice) => void) {
    this.#timers = timers;
    this.#enqueue = enqueue;
  }

  /** Whether handled messages have to be told here. */
  get active(): boolean {
    return this.#setting !== undefined;
  }

  set(timeoutMs: number, message: M): void {
    this.#setting = { timeoutMs, message };
    this.#arm();
  }

  cancel(): void {
    this.#setting = undefined;
    this.#armed?.cancel();
    this.#armed = undefined;
  }

  /** The message of a notice whose turn has come, if the actor is still idle. */
  take(notice: IdleNotice): { readonly message: M } | undefined {
    if (notice.generation !== this.#generation) return undefined;
    this.#arm();
    return this.#setting;
  }

  /** A message has been handled. */
  handled(message: unknown): void {
    const marked = typeof message === 'object' && message !== null && NOT_INFLUENCING_IDLENESS in message;
    if (!marked) this.#arm();
  }

  #arm(): void {
    const setting = this.#setting;
    if (setting === undefined) return;
    this.#armed?.cancel();
    const generation = ++this.#generation;
    this.#armed = this.#timers.after(setting.timeoutMs, () => this.#enqueue(new IdleNotice(generation)));
  }
}
