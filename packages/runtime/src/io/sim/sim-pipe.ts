/** One direction of a simulated TCP connection. Bytes wait at the writer until the window has room, travel in chunks of
 *  seeded size and latency, and arrive in order. While the link is cut they wait (TCP would retransmit them).
 *  Invariant: first in, first out, nothing twice; only a reset loses bytes, and then a suffix.
 *  A delivered chunk is overwritten after the call, so that a reader that keeps a borrowed slice is found out. */
import type { TimerHandle } from '../clock.ts';
import type { Random } from '../random.ts';
import type { RunningHash } from './running-hash.ts';
import type { VirtualTime } from './virtual-time.ts';

export type PipeSettings = {
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  /** Largest chunk delivered at once; sizes are drawn from the seed. */
  readonly chunkMaxBytes: number;
  /** Bytes on the way or unread before the writer has to wait. */
  readonly windowBytes: number;
};

export type PipeReceiver = {
  data(bytes: Uint8Array): void;
  finished(): void;
  reset(): void;
};

export type PipeLink = {
  readonly cut: boolean;
  /** On top of the latency drawn. */
  readonly delayMs: number;
  /** Calls back once, when the link is no longer cut. */
  whenHealed(run: () => void): void;
};

type Arrival = { readonly dueMs: number; readonly bytes: Uint8Array | undefined };
type PendingWrite = {
  readonly bytes: Uint8Array;
  offset: number;
  readonly written: (() => void) | undefined;
};

const SCRIBBLE = 0xdb;

export class SimPipe {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #settings: PipeSettings;
  readonly #link: PipeLink;
  readonly #receiver: PipeReceiver;
  readonly #hash: RunningHash;
  readonly #drained: () => void;
  readonly #pending: PendingWrite[] = [];
  #onTheWay: Arrival[] = [];
  #windowUsed = 0;
  #pendingBytes = 0;
  #lastDueMs = 0;
  #wantsDrain = false;
  #finishing = false;
  #finishSent = false;
  #paused = false;
  #dead = false;
  #timer: TimerHandle | undefined;

  /** @param hash takes in every byte that arrives
   *  @param drained called when a writer that was told to wait may write again */
  constructor(
    time: VirtualTime,
    random: Random,
    settings: PipeSettings,
    link: PipeLink,
    hash: RunningHash,
    receiver: PipeReceiver,
    drained: () => void,
  ) {
    this.#time = time;
    this.#random = random;
    this.#settings = settings;
    this.#link = link;
    this.#hash = hash;
    this.#receiver = receiver;
    this.#drained = drained;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  write(bytes: Uint8Array, written: (() => void) | undefined): boolean {
    if (this.#dead || this.#finishing) return false;
    this.#pending.push({ bytes, offset: 0, written });
    this.#pendingBytes += bytes.length;
    // Taken on a later turn, as a real socket does: the bytes must hold still until then.
    this.#time.soon(() => this.#take());
    const roomLeft = this.#pendingBytes < this.#settings.windowBytes;
    if (!roomLeft) this.#wantsDrain = true;
    return roomLeft;
  }

  finish(): void {
    if (this.#finishing || this.#dead) return;
    this.#finishing = true;
    this.#time.soon(() => this.#take());
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.wake();
  }

  /** Looks again: the link was healed, or reading goes on. */
  wake(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#arm();
  }

  /** Breaks the direction: what arrives before the reset does is delivered, the rest is lost. */
  reset(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#pending.length = 0;
    this.#pendingBytes = 0;
    const resetMs = this.#time.nowMs() + this.#latency();
    this.#onTheWay = this.#onTheWay.filter((arrival) => arrival.dueMs <= resetMs);
    this.#time.after(resetMs - this.#time.nowMs(), () => this.#arriveReset());
  }

  /** The reader is gone. */
  drop(): void {
    this.#dead = true;
    this.#timer?.cancel();
    this.#onTheWay = [];
    this.#pending.length = 0;
    this.#pendingBytes = 0;
  }

  #take(): void {
    if (this.#dead) return;
    let head = this.#pending[0];
    while (head !== undefined && this.#windowUsed < this.#settings.windowBytes) {
      // May overrun the window by one chunk; filling it exactly would end in chunks of single bytes.
      const { chunkMaxBytes, windowBytes } = this.#settings;
      const most = Math.min(head.bytes.length - head.offset, chunkMaxBytes, windowBytes);
      const length = most === 0 ? 0 : 1 + this.#random.integerBelow(most);
      if (length > 0) this.#send(head.bytes.slice(head.offset, head.offset + length));
      head.offset += length;
      this.#pendingBytes -= length;
      if (head.offset < head.bytes.length) continue;
      this.#pending.shift();
      head.written?.();
      head = this.#pending[0];
    }
    if (this.#pending.length > 0) return;
    if (this.#wantsDrain) {
      this.#wantsDrain = false;
      this.#drained();
    }
    if (this.#finishing) this.#finishNow();
  }

  #finishNow(): void {
    if (this.#finishSent) return;
    this.#finishSent = true;
    this.#send(undefined);
  }

  #send(bytes: Uint8Array | undefined): void {
    this.#windowUsed += bytes?.length ?? 0;
    this.#lastDueMs = Math.max(this.#lastDueMs, this.#time.nowMs() + this.#latency());
    this.#onTheWay.push({ dueMs: this.#lastDueMs, bytes });
    this.#arm();
  }

  #arm(): void {
    const head = this.#onTheWay[0];
    if (head === undefined || this.#timer !== undefined || this.#link.cut || this.#paused) return;
    this.#timer = this.#time.after(head.dueMs - this.#time.nowMs(), () => {
      this.#timer = undefined;
      this.#arrive();
    });
  }

  #arrive(): void {
    if (this.#link.cut || this.#paused) return;
    const head = this.#onTheWay.shift();
    if (head === undefined) return;
    if (head.bytes === undefined) return this.#receiver.finished();
    this.#windowUsed -= head.bytes.length;
    this.#hash.bytes(head.bytes);
    this.#receiver.data(head.bytes);
    head.bytes.fill(SCRIBBLE);
    this.#arm();
    this.#take();
  }

  #arriveReset(): void {
    // The end that broke it is gone by then, so nobody else would look again.
    if (this.#link.cut) return this.#link.whenHealed(() => this.#arriveReset());
    this.#timer?.cancel();
    this.#receiver.reset();
  }

  #latency(): number {
    const { latencyMinMs, latencyMaxMs } = this.#settings;
    return this.#link.delayMs + latencyMinMs + this.#random.next() * (latencyMaxMs - latencyMinMs);
  }
}
