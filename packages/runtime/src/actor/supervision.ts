/** What a parent does when a child fails: a directive, and how many restarts a child gets. Pure: no cell in
 *  sight. The default follows Akka: failures while being created and unhandled deaths stop the child, a
 *  `FatalError` goes up, anything else restarts it. `RPC_SUPERVISION` is Flink's: any failure outside an RPC
 *  body ends the process in order. */
import { isStreamError } from '../base/index.ts';
import type { ActorRef } from './actor-ref.ts';

export type Directive =
  | 'resume'
  | 'restart'
  | 'stop'
  | 'escalate'
  /** Stops the child, marks its siblings failed, and terminates the whole system. */
  | 'terminateSystem';

export type SupervisorStrategy = {
  decide(cause: unknown, child: ActorRef): Directive;
  /** Whom a restart or stop concerns: the child that failed (the default), or all children with it, for children that
   *  are nothing without each other. */
  readonly scope?: 'failedChild' | 'allChildren';
  /** Restarts allowed per child within `withinMs`; absent = unlimited. 0 = never restarted. */
  readonly maxRestarts?: number;
  /** A fixed window, opened by the first failure; absent = for ever. */
  readonly withinMs?: number;
};

/** Thrown by an actor to fail its parent as well. */
export class FatalError extends Error {
  override readonly name = 'FatalError';
}

export const DEFAULT_SUPERVISION: SupervisorStrategy = {
  decide: (cause) => {
    if (isStreamError(cause, 'ACTOR_INITIALIZATION_FAILED')) return 'stop';
    if (isStreamError(cause, 'ACTOR_DEATH_PACT') || isStreamError(cause, 'ACTOR_KILLED')) return 'stop';
    return cause instanceof FatalError ? 'escalate' : 'restart';
  },
};

export const STOP_SUPERVISION: SupervisorStrategy = { decide: () => 'stop' };
export const ESCALATE_SUPERVISION: SupervisorStrategy = { decide: () => 'escalate' };
export const RPC_SUPERVISION: SupervisorStrategy = { decide: () => 'terminateSystem' };

/** Counts one child's restarts. The window does not slide: it opens at a failure and is over after
 *  `withinMs`. */
export class RestartBudget {
  #restarts = 0;
  #windowStartMs: number | undefined;

  /** Whether one more restart is allowed now; counts it if so. */
  request(strategy: SupervisorStrategy, nowMs: number): boolean {
    const { maxRestarts, withinMs } = strategy;
    if (withinMs === undefined) return maxRestarts === undefined || ++this.#restarts <= maxRestarts;
    if (this.#windowStartMs === undefined || nowMs - this.#windowStartMs > withinMs) {
      this.#windowStartMs = nowMs;
      this.#restarts = 0;
    }
    // A window without a number means one restart within it.
    return ++this.#restarts <= (maxRestarts ?? 1);
  }
}
