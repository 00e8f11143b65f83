/** Moves segments among the partitions and gates of a TaskManager after some were opened or closed, on the main thread.
 *  Path: task channels opened or closed → **balancer** → network buffer pool → target words, recycle stacks.
 *  A gate is opened only when all it requires is there, since its exclusive buffers are promised as first credit; a
 *  partition may begin with less, it is unavailable meanwhile.
 *  The excess waits until no task has been opened for a moment: tasks come in bursts, and what the first ones are not
 *  given need not be taken from them again. Source: Flink's redistribution, and its buffers-request-timeout. */

import { type StreamError, streamError } from '../../base/index.ts';
import type { Clock, TimerHandle, Timers } from '../../io/index.ts';
import type { NetworkBufferPool } from '../buffer/index.ts';
import type { RemoteGatePlan } from '../channel/index.ts';

const QUIET_MS = 20;
const REQUEST_TIMEOUT_MS = 30_000;

export type BufferBalancerOptions = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly open: (plan: RemoteGatePlan) => void;
  /** The gate's required segments did not come in time. */
  readonly starved: (plan: RemoteGatePlan, error: StreamError) => void;
};

type WaitingGate = { readonly plan: RemoteGatePlan; readonly sinceMs: number; starved: boolean };

export class BufferBalancer {
  readonly #pool: NetworkBufferPool;
  readonly #options: BufferBalancerOptions;
  readonly #waiting: Map<string, WaitingGate>;
  #timer: TimerHandle | undefined;
  #closed: boolean;

  constructor(pool: NetworkBufferPool, options: BufferBalancerOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#waiting = new Map();
    this.#timer = undefined;
    this.#closed = false;
  }

  gateOpened(plan: RemoteGatePlan): void {
    if (this.#pool.isComplete(plan.grant)) this.#options.open(plan);
    else {
      const sinceMs = this.#options.clock.nowMs();
      this.#waiting.set(plan.gateKey, { plan, sinceMs, starved: false });
    }
  }

  /** @returns whether the gate was open; if not, the network thread never saw it */
  gateClosed(gateKey: string): boolean {
    const waiting = this.#waiting.get(gateKey);
    if (waiting === undefined) return true;
    this.#waiting.delete(gateKey);
    this.#pool.sendHome(waiting.plan.grant);
    return false;
  }

  /** Call after grants were made or taken back. */
  changed(): void {
    this.#timer?.cancel();
    if (!this.#closed) this.#timer = this.#options.timers.after(QUIET_MS, () => this.#balance());
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #balance(): void {
    this.#pool.distribute();
    for (const waiting of this.#waiting.values()) this.#openIfComplete(waiting);
    if (this.#waiting.size > 0 || this.#pool.awaitsReturns) this.changed();
  }

  #openIfComplete(waiting: WaitingGate): void {
    const { plan, sinceMs } = waiting;
    if (this.#pool.isComplete(plan.grant)) {
      this.#waiting.delete(plan.gateKey);
      this.#options.open({ ...plan, grant: this.#pool.gather(plan.grant) });
    } else if (!waiting.starved && this.#options.clock.nowMs() - sinceMs >= REQUEST_TIMEOUT_MS) {
      waiting.starved = true;
      const { required } = plan.grant;
      this.#options.starved(
        plan,
        streamError('NET_BUFFERS_TIMEOUT', { required, timeoutMs: REQUEST_TIMEOUT_MS }),
      );
    }
  }
}
