/** Input channels for tests of barrier handlers, with the habits of real ones that matter here: a channel stops by
 *  itself behind an aligned barrier, and only `resumeConsumption` lets it go on; a barrier that becomes a priority
 *  event overtakes what is queued before it.
 *  Invariant: resuming a channel that does not stand still is an error. */
import { assert } from '@rivulet/runtime/base';
import { asUnaligned, type CheckpointBarrier, isTimeoutable } from '@rivulet/runtime/network';
import {
  type BarrierClock,
  type BarrierHandler,
  type BarrierHandlerParts,
  type CheckpointableInput,
  stopsItsChannel,
} from '../task/checkpoint/barrier-handler.ts';

export type SimulatedElement =
  | CheckpointBarrier
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'cancel'; readonly checkpointId: number }
  | { readonly kind: 'endOfPartition' };

type Channel = { readonly queue: SimulatedElement[]; isStopped: boolean };

export class SimulatedInput implements CheckpointableInput {
  /** What the task saw and did, in order. */
  readonly log: string[] = [];
  nowMs = 0;
  readonly clock: BarrierClock;
  readonly #channels: Channel[];
  readonly #handler: BarrierHandler;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  constructor(channelCount: number, create: (parts: BarrierHandlerParts) => BarrierHandler) {
    this.#channels = Array.from({ length: channelCount }, () => ({ queue: [], isStopped: false }));
    this.clock = {
      nowMs: () => this.nowMs,
      wallMs: () => this.nowMs,
      at: (atMs, callback) => {
        const timer = { atMs, callback };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
    };
    this.#handler = create({
      channelCount,
      input: this,
      clock: this.clock,
      task: {
        triggerCheckpointOnBarrier: ({ checkpointId, alignment }) =>
          this.log.push(`checkpoint ${checkpointId} ${alignment}`),
        barriersComplete: ({ checkpointId }, { alignmentDurationNanos }) =>
          this.log.push(`complete ${checkpointId} after ${alignmentDurationNanos / 1e6} ms`),
        abortCheckpointOnBarrier: (checkpointId, reason) => this.log.push(`abort ${checkpointId}: ${reason}`),
      },
    });
  }

  get stoppedChannels(): number[] {
    return [...this.#channels.keys()].filter((index) => this.#channel(index).isStopped);
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  /** Arrives on the channel; is processed at once, and what is behind it, as far as the channel lets it. */
  arrive(index: number, ...elements: SimulatedElement[]): void {
    this.queue(index, ...elements);
    this.processAll();
  }

  /** Arrives, but the task does something else. Barriers that may time out are announced. */
  queue(index: number, ...elements: SimulatedElement[]): void {
    const { queue } = this.#channel(index);
    for (const element of elements) {
      queue.push(element);
      const announces = element.kind === 'checkpointBarrier' && isTimeoutable(element) && queue.length > 1;
      if (announces) this.#handler.processBarrierAnnouncement(element, queue.length, index);
    }
  }

  processAll(): void {
    for (let progress = true; progress;) {
      progress = false;
      for (const index of this.#inTurn()) progress = this.#processOne(index) || progress;
    }
  }

  advanceTo(nowMs: number): void {
    this.nowMs = nowMs;
    for (const timer of this.#timers) {
      if (timer.atMs > nowMs) continue;
      this.#timers.delete(timer);
      timer.callback();
    }
  }

  resumeConsumption(index: number): void {
    const channel = this.#channel(index);
    assert(channel.isStopped, `channel ${index} stands still`);
    channel.isStopped = false;
    this.log.push(`resume ${index}`);
  }

  convertToPriorityEvent(index: number): void {
    const { queue } = this.#channel(index);
    const at = queue.findIndex(({ kind }) => kind === 'checkpointBarrier');
    const [barrier] = queue.splice(at, 1);
    assert(barrier?.kind === 'checkpointBarrier', 'an announced barrier is queued');
    queue.unshift(asUnaligned(barrier));
  }

  checkpointStarted(barrier: CheckpointBarrier): void {
    this.log.push(`keep data in flight for ${barrier.checkpointId}`);
  }

  checkpointStopped(checkpointId: number): void {
    this.log.push(`keep no more for ${checkpointId}`);
  }

  /** Channels with a priority event first. */
  #inTurn(): number[] {
    const hasPriority = (index: number): boolean => {
      const [head] = this.#channel(index).queue;
      return head?.kind === 'checkpointBarrier' && head.alignment === 'unaligned';
    };
    const indexes = [...this.#channels.keys()];
    return [...indexes.filter(hasPriority), ...indexes.filter((index) => !hasPriority(index))];
  }

  #processOne(index: number): boolean {
    const channel = this.#channel(index);
    const element = channel.isStopped ? undefined : channel.queue.shift();
    switch (element?.kind) {
      case undefined:
        return false;
      case 'data':
        this.log.push(element.text);
        return true;
      case 'checkpointBarrier':
        channel.isStopped = stopsItsChannel(element);
        this.#handler.processBarrier(element, index, true);
        return true;
      case 'cancel':
        this.#handler.processCancellationBarrier(element.checkpointId);
        return true;
      case 'endOfPartition':
        this.#handler.processEndOfPartition(index);
        return true;
    }
  }

  #channel(index: number): Channel {
    const channel = this.#channels[index];
    assert(channel !== undefined, `there is a channel ${index}`);
    return channel;
  }
}
