/** The remote channels of one input gate, on the network thread: owns the gate's segments and hands what the task
 *  recycles back to the channel it came from, where it becomes credit again.
 *  Path: task → recycle stack → **remote gate** → channel credit → AddCredit.
 *  Invariant: every segment of the grant is free in a channel or in the floating buffers, or arriving, queued or being
 *  read, or on the recycle stack: none is lost, none is twice anywhere. */
import { assert } from '../../base/index.ts';
import { type BufferGrant, FRESH, RecycleStack, type SegmentMemory } from '../buffer/index.ts';
import { type Doorbell, type ReadyListener, RING_DATA_CAPACITY } from '../ring/index.ts';
import { FloatingBuffers } from './floating-buffers.ts';
import { type ChannelObserver, type RemoteChannelPlan, RemoteInputChannel } from './remote-input-channel.ts';

/** Negative, as the tags of all floating buffers: the first borrower sets its own. */
const LENT_TO_NONE = -1;

/** Structured-clonable. */
export type RemoteGatePlan = {
  /** Names the gate between the main and the network thread. */
  readonly gateKey: string;
  readonly grant: BufferGrant;
  readonly exclusivePerChannel: number;
  readonly channels: readonly RemoteChannelPlan[];
};

export type RemoteGateOptions = {
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  /** A fresh number for each channel, never used before in this process. */
  readonly nextReceiverId: () => number;
  readonly observer: ChannelObserver;
};

export class RemoteGate implements ReadyListener {
  readonly plan: RemoteGatePlan;
  readonly channels: readonly RemoteInputChannel[];
  readonly floating: FloatingBuffers;
  readonly #byIndex: Map<number, RemoteInputChannel>;
  readonly #memory: SegmentMemory;
  readonly #doorbell: Doorbell;
  readonly #recycled: RecycleStack;
  readonly #source: number;
  readonly #repliesSource: number;
  readonly #drained: Int32Array;
  readonly #exclusiveCount: number;
  #released: boolean;

  constructor(plan: RemoteGatePlan, options: RemoteGateOptions) {
    const segments = [...plan.grant.segments];
    const exclusiveCount = plan.exclusivePerChannel * plan.channels.length;
    const floatingCount = segments.length - exclusiveCount;
    assert(floatingCount >= 0, 'the grant covers the exclusive buffers');
    assert(
      plan.exclusivePerChannel + plan.grant.limit - exclusiveCount <= RING_DATA_CAPACITY,
      'a channel’s ring holds all its credit',
    );
    this.plan = plan;
    this.#memory = options.memory;
    this.#doorbell = options.doorbell;
    this.#released = false;
    this.#drained = new Int32Array(plan.grant.limit);
    this.#exclusiveCount = exclusiveCount;
    this.floating = new FloatingBuffers(segments.splice(exclusiveCount));
    for (const segment of plan.grant.segments.subarray(exclusiveCount))
      this.#memory.setTag(segment, LENT_TO_NONE);
    this.channels = plan.channels.map((channelPlan) => {
      const exclusive = segments.splice(0, plan.exclusivePerChannel);
      for (const segment of exclusive) this.#memory.setTag(segment, channelPlan.channelIndex);
      const receiverId = options.nextReceiverId();
      const { memory, observer } = options;
      return new RemoteInputChannel(channelPlan, receiverId, memory, exclusive, this.floating, observer);
    });
    this.#byIndex = new Map(this.channels.map((channel) => [channel.plan.channelIndex, channel]));
    this.#recycled = new RecycleStack(options.memory, plan.grant.home);
    this.#source = options.doorbell.register(this);
    this.#recycled.attach(options.doorbell.thread, this.#source);
    this.#repliesSource = options.doorbell.register({ onReady: () => this.#passRepliesOn() });
    for (const channel of this.channels) channel.replies.listen(options.doorbell.thread, this.#repliesSource);
    this.onReady();
  }

  /** Segments came home, or the gate may have more or fewer than before: the doorbell rang. */
  onReady(): void {
    if (this.#released) return;
    do {
      // Before the segments are passed on: what is too many is not lent again.
      this.floating.resize(this.#memory.target(this.plan.grant.home) - this.#exclusiveCount);
      this.#takeRecycled();
    } while (!this.#recycled.await());
  }

  channel(channelIndex: number): RemoteInputChannel | undefined {
    return this.#byIndex.get(channelIndex);
  }

  /** Ends all channels; afterwards the gate's segments belong to its recycle stack, for the main thread to take. */
  release(): void {
    if (this.#released) return;
    this.#takeRecycled();
    this.#released = true;
    this.#doorbell.unregister(this.#source);
    this.#doorbell.unregister(this.#repliesSource);
    for (const channel of this.channels) {
      for (const segment of channel.release()) this.#memory.recycle(segment);
    }
    for (const segment of this.floating.takeAll()) this.#memory.recycle(segment);
    for (const segment of this.floating.takeSurplus()) this.#memory.giveBack(segment);
  }

  #passRepliesOn(): void {
    for (const channel of this.channels) channel.passRepliesOn();
  }

  #takeRecycled(): void {
    const count = this.#recycled.drainInto(this.#drained, 0);
    for (let i = 0; i < count; i++) {
      const segment = this.#drained[i]!;
      const tag = this.#memory.tag(segment);
      if (tag === FRESH) {
        this.#addFloating(segment);
        continue;
      }
      const channel = this.#byIndex.get(tag < 0 ? ~tag : tag)!;
      if (tag < 0) channel.credit.recycleFloating(segment);
      else channel.credit.recycleExclusive(segment);
      channel.showFigures();
    }
    for (const segment of this.floating.takeSurplus()) this.#memory.giveBack(segment);
  }

  #addFloating(segment: number): void {
    this.#memory.setTag(segment, LENT_TO_NONE);
    this.floating.add(segment);
  }
}
