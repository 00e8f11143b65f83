/** Watches over a peer's silence while somebody here watches one of its actors: sends heartbeats, notes every frame
 *  that comes back, and speaks up once when nothing came for too long.
 *  Source: Flink's plain deadline, not Akka's statistical detector. */
import type { TimerHandle } from '../../io/index.ts';
import type { AssociationContext } from './association-context.ts';

export class PeerPulse {
  readonly #context: AssociationContext;
  readonly #sendHeartbeat: () => void;
  readonly #silent: () => void;
  #timer: TimerHandle | undefined;
  #lastHeardMs = 0;

  /** @param silent called once per start at most; the pulse has stopped by then */
  constructor(context: AssociationContext, sendHeartbeat: () => void, silent: () => void) {
    this.#context = context;
    this.#sendHeartbeat = sendHeartbeat;
    this.#silent = silent;
  }

  start(): void {
    this.stop();
    this.heard();
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  heard(): void {
    this.#lastHeardMs = this.#context.io.clock.nowMs();
  }

  #arm(): void {
    const { io, settings } = this.#context;
    this.#timer = io.timers.after(settings.heartbeatIntervalMs, () => this.#beat());
  }

  #beat(): void {
    const { io, settings } = this.#context;
    if (io.clock.nowMs() - this.#lastHeardMs > settings.lostAfterSilenceMs) return this.#silent();
    this.#sendHeartbeat();
    this.#arm();
  }
}
