/** Waits until an actor has stopped: a temporary actor under `/system` sends it a stop message (a poison
 *  pill unless told otherwise), watches it, and settles the promise. The name may still be taken when it
 *  resolves: the parent learns of the end by itself. */
import { streamError } from '../base/index.ts';
import type { Actor, ActorContext, GracefulStopOptions, Props } from './actor.ts';
import { type ActorRef, fullPath } from './actor-ref.ts';
import { PoisonPill } from './control-message.ts';

/** @param spawn starts the temporary actor
 *  @returns rejects with ACTOR_STOP_TIMEOUT when `target` lives on after `timeoutMs` */
export function gracefulStop(
  spawn: (props: Props<'late'>) => ActorRef,
  target: ActorRef,
  options: GracefulStopOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn({ create: (context) => new StopWaiter(context, target, options, { resolve, reject }) });
  });
}

class StopWaiter implements Actor<'late'> {
  readonly #context: ActorContext<'late'>;
  readonly #target: ActorRef;
  readonly #options: GracefulStopOptions;
  readonly #settle: { resolve(): void; reject(error: unknown): void };

  constructor(
    context: ActorContext<'late'>,
    target: ActorRef,
    options: GracefulStopOptions,
    settle: { resolve(): void; reject(error: unknown): void },
  ) {
    this.#context = context;
    this.#target = target;
    this.#options = options;
    this.#settle = settle;
  }

  preStart(): void {
    const { timeoutMs, message = new PoisonPill() } = this.#options;
    this.#context.watch(this.#target);
    this.#context.timers.startSingle('late', timeoutMs, 'late');
    this.#target.tell(message);
  }

  receive(): void {
    this.#context.stop(this.#context.self);
  }

  actorTerminated(): void {
    this.#settle.resolve();
    this.#context.stop(this.#context.self);
  }

  /** Also when the whole system ends first. After a success this says nothing any more. */
  postStop(): void {
    const { timeoutMs } = this.#options;
    this.#settle.reject(streamError('ACTOR_STOP_TIMEOUT', { actor: fullPath(this.#target), timeoutMs }));
  }
}
