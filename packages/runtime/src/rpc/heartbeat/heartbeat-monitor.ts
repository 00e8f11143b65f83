/** Watches one peer: arms its timeout, counts its failed calls, and tells once that it is lost.
 *  Owner: heartbeat-manager.ts; its decisions are heartbeat-machine.ts. Runs on the owner's main thread only. */
import type { Clock, TimerHandle } from '../../io/index.ts';
import { initialSnapshot, type MachineSnapshot, step } from '../../machine/index.ts';
import type { MainThread } from '../main-thread.ts';
import {
  HEARTBEAT_TABLE,
  type HeartbeatContext,
  type HeartbeatEvent,
  type HeartbeatState,
} from './heartbeat-machine.ts';

export type HeartbeatLoss = 'timeout' | 'unreachable';

export class HeartbeatMonitor {
  readonly #clock: Clock;
  readonly #mainThread: MainThread;
  readonly #timeoutMs: number;
  readonly #lost: (loss: HeartbeatLoss) => void;
  #snapshot: MachineSnapshot<HeartbeatState, HeartbeatContext>;
  #timeout: TimerHandle | undefined;
  #lastHeartbeatMs: number;

  constructor(
    clock: Clock,
    mainThread: MainThread,
    settings: { readonly timeoutMs: number; readonly failureThreshold: number },
    lost: (loss: HeartbeatLoss) => void,
  ) {
    this.#clock = clock;
    this.#mainThread = mainThread;
    this.#timeoutMs = settings.timeoutMs;
    this.#lost = lost;
    this.#snapshot = initialSnapshot(HEARTBEAT_TABLE, { failureThreshold: settings.failureThreshold });
    this.#lastHeartbeatMs = clock.nowMs();
    this.#armTimeout();
  }

  get state(): HeartbeatState {
    return this.#snapshot.value;
  }

  /** On the monotonic clock. */
  get lastHeartbeatMs(): number {
    return this.#lastHeartbeatMs;
  }

  /** A message of the peer arrived. */
  alive(): void {
    this.#apply({ type: 'alive' });
  }

  callSucceeded(): void {
    this.#apply({ type: 'callSucceeded' });
  }

  callFailed(): void {
    this.#apply({ type: 'callFailed' });
  }

  cancel(): void {
    this.#apply({ type: 'cancel' });
  }

  #apply(event: HeartbeatEvent): void {
    // A peer once lost or cancelled stays so: late heartbeats of it have no cell in the table.
    const { snapshot, effects } = step(HEARTBEAT_TABLE, this.#snapshot, event);
    this.#snapshot = snapshot;
    for (const effect of effects) {
      switch (effect.type) {
        case 'armTimeout':
          this.#lastHeartbeatMs = this.#clock.nowMs();
          this.#armTimeout();
          break;
        case 'disarmTimeout':
          this.#timeout?.cancel();
          break;
        case 'notifyTimeout':
          this.#lost('timeout');
          break;
        case 'notifyUnreachable':
          this.#lost('unreachable');
          break;
      }
    }
  }

  #armTimeout(): void {
    this.#timeout?.cancel();
    this.#timeout = this.#mainThread.scheduleRunAsync(this.#timeoutMs, () =>
      this.#apply({ type: 'silence' }),
    );
  }
}
