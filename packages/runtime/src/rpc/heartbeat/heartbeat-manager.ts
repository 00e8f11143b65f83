/** Liveness of peers by heartbeats that carry payloads both ways.
 *  The sender role (ResourceManager, JobMaster) calls every peer once per interval; the receiver role (TaskExecutor)
 *  answers each request with its own. Invariant: every callback runs on the owner's main thread, and `lost` comes at
 *  most once per `monitor`. A call that fails twice in a row means unreachable at once; silence means it after the
 *  timeout. Source: Flink's HeartbeatManagerImpl and HeartbeatManagerSenderImpl. */
import type { ResourceId } from '../../base/index.ts';
import type { Clock, TimerHandle } from '../../io/index.ts';
import type { MainThread } from '../main-thread.ts';
import { type HeartbeatLoss, HeartbeatMonitor } from './heartbeat-monitor.ts';

export type HeartbeatSettings = {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Consecutive failed calls that mean unreachable; -1 = wait for the timeout. */
  readonly failureThreshold: number;
};

export const DEFAULT_HEARTBEAT: HeartbeatSettings = {
  intervalMs: 10_000,
  timeoutMs: 50_000,
  failureThreshold: 2,
};

/** How one peer is reached: the call of its gateway that carries our heartbeat. */
export type HeartbeatTarget = { send(): Promise<void> };

export type HeartbeatListener<Incoming> = {
  received(peer: ResourceId, payload: Incoming): void;
  lost(peer: ResourceId, loss: HeartbeatLoss): void;
};

export class HeartbeatManager<Incoming> {
  readonly #mainThread: MainThread;
  readonly #clock: Clock;
  readonly #settings: HeartbeatSettings;
  readonly #role: 'sender' | 'receiver';
  readonly #listener: HeartbeatListener<Incoming>;
  readonly #peers = new Map<ResourceId, { target: HeartbeatTarget; monitor: HeartbeatMonitor }>();
  #tick: TimerHandle | undefined;
  #stopped = false;

  constructor(
    clock: Clock,
    mainThread: MainThread,
    role: 'sender' | 'receiver',
    settings: HeartbeatSettings,
    listener: HeartbeatListener<Incoming>,
  ) {
    this.#clock = clock;
    this.#mainThread = mainThread;
    this.#role = role;
    this.#settings = settings;
    this.#listener = listener;
    if (role === 'sender') this.#scheduleTick();
  }

  /** Starts watching `peer`; its timeout runs from now. A peer already watched is replaced. */
  monitor(peer: ResourceId, target: HeartbeatTarget): void {
    if (this.#stopped) return;
    this.unmonitor(peer);
    const monitor = new HeartbeatMonitor(this.#clock, this.#mainThread, this.#settings, (loss) => {
      this.#peers.delete(peer);
      this.#listener.lost(peer, loss);
    });
    this.#peers.set(peer, { target, monitor });
  }

  unmonitor(peer: ResourceId): void {
    this.#peers.get(peer)?.monitor.cancel();
    this.#peers.delete(peer);
  }

  /** A heartbeat of `peer` arrived; the receiver role answers it. Ignored for a peer that is not watched. */
  receive(peer: ResourceId, payload: Incoming): void {
    const entry = this.#peers.get(peer);
    if (entry === undefined) return;
    entry.monitor.alive();
    this.#listener.received(peer, payload);
    // The listener may have let go of the peer: then there is nobody to answer.
    if (this.#role === 'receiver' && this.#peers.get(peer) === entry) this.#send(entry);
  }

  /** On the monotonic clock; `undefined` for a peer that is not watched. */
  lastHeartbeatMs(peer: ResourceId): number | undefined {
    return this.#peers.get(peer)?.monitor.lastHeartbeatMs;
  }

  /** Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#tick?.cancel();
    for (const peer of this.#peers.keys()) this.unmonitor(peer);
  }

  #scheduleTick(): void {
    this.#tick = this.#mainThread.scheduleRunAsync(this.#settings.intervalMs, () => {
      if (this.#stopped) return;
      for (const entry of this.#peers.values()) this.#send(entry);
      this.#scheduleTick();
    });
  }

  #send(entry: { readonly target: HeartbeatTarget; readonly monitor: HeartbeatMonitor }): void {
    entry.target.send().then(
      () => this.#mainThread.runAsync(() => entry.monitor.callSucceeded()),
      () => this.#mainThread.runAsync(() => entry.monitor.callFailed()),
    );
  }
}
