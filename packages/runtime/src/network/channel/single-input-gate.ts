/** All channels of one input of a task; gives their slices and events one at a time, in turn.
 *  Path: input channels → **gate** → record reader. Owned by the task's thread.
 *  Fairness: one slice of the first channel in the queue, then that channel goes to the tail; a channel with an event
 *  that has priority goes to the head.
 *  Recycled segments go home in small groups, or at once when nothing is left to read: giving one back may wake a
 *  parked thread, which costs the giver more than reading the segment did (performance.md §3.2).
 *  Source: Flink's SingleInputGate. */
import { assert } from '../../base/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { type DebloatedGate, type DebloatHandle, GateDebloater } from '../debloat/index.ts';
import { type ChannelEvent, ownedTaskEvent, type TaskEvent } from '../event/index.ts';
import { type Doorbell, NO_SEGMENT } from '../ring/index.ts';
import { ChannelQueue } from './channel-queue.ts';
import type { InFlightInputListener } from './channel-state-persister.ts';
import { InputChannel } from './input-channel.ts';

/** Structured-clonable: what a task thread needs to open an input gate. */
export type InputGateHandle = {
  readonly gateIndex: number;
  /** One ring per channel, in the order of the producers. */
  readonly rings: readonly SharedArrayBuffer[];
  /** How many read segments may be kept before they are sent home together. */
  readonly recycleBatch: number;
  readonly debloat?: DebloatHandle;
};

export type GateThread = {
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  /** Told what a barrier overtook in the subpartition of a local producer: it belongs to that producer's state. */
  readonly inFlightOutput?: (
    gateIndex: number,
    channelIndex: number,
    checkpointId: number,
    slices: readonly Uint8Array[],
  ) => void;
  /** Carries an event back to a channel's producer; absent where no task sends any. */
  readonly taskEventSent?: (gateIndex: number, channelIndex: number, event: TaskEvent) => void;
};

export class SingleInputGate implements DebloatedGate {
  readonly gateIndex: number;
  readonly channelCount: number;
  /** Every channel has delivered `endOfPartition`. */
  finished: boolean;
  /** What `pollNext` found: the channel, and an event or else the slice [start, end) of the memory's bytes. */
  channelIndex: number;
  event: ChannelEvent | undefined;
  start: number;
  end: number;
  buffersIn: number;
  bytesIn: number;
  /** Absent where debloating is off. */
  readonly debloater: GateDebloater | undefined;
  readonly #memory: SegmentMemory;
  readonly #doorbell: Doorbell;
  readonly #taskEventSent: GateThread['taskEventSent'];
  readonly #channels: readonly InputChannel[];
  /** Channels that may have something. */
  readonly #queue: ChannelQueue<InputChannel>;
  #unfinishedChannels: number;
  #currentSegment: number;
  readonly #read: Int32Array;
  #readCount: number;
  #closed: boolean;

  constructor(handle: InputGateHandle, thread: GateThread) {
    this.gateIndex = handle.gateIndex;
    this.channelCount = handle.rings.length;
    this.finished = false;
    this.channelIndex = -1;
    this.event = undefined;
    this.start = 0;
    this.end = 0;
    this.buffersIn = 0;
    this.bytesIn = 0;
    this.#memory = thread.memory;
    this.#doorbell = thread.doorbell;
    this.#taskEventSent = thread.taskEventSent;
    this.#queue = new ChannelQueue(this.channelCount);
    this.#unfinishedChannels = this.channelCount;
    this.#currentSegment = NO_SEGMENT;
    this.#read = new Int32Array(handle.recycleBatch);
    this.#readCount = 0;
    this.#closed = false;
    const ready = (channel: InputChannel): void => this.#enqueue(channel);
    const { memory, doorbell, inFlightOutput } = thread;
    this.#channels = handle.rings.map((ring, index) => {
      const tell = inFlightOutput?.bind(undefined, handle.gateIndex, index);
      return new InputChannel({ index, memory, doorbell, ring, ready, inFlightOutput: tell });
    });
    for (const channel of this.#channels) this.#enqueue(channel);
    const { debloat } = handle;
    this.debloater =
      debloat === undefined ? undefined : new GateDebloater(debloat, this, thread.memory.segmentSize);
  }

  /** Whether `pollPriority` may find something: to be asked even while the outputs are full. */
  get hasPriority(): boolean {
    this.#doorbell.dispatch();
    return this.#queue.priorityCount > 0;
  }

  /** Hot: once per buffer. Call `releaseCurrent` before the next call.
   *  @returns true when the fields above describe something; false when there is nothing: the doorbell will ring */
  pollNext(): boolean {
    assert(this.#currentSegment === NO_SEGMENT, 'the last slice was released before the next poll');
    this.#doorbell.dispatch();
    while (this.#queue.length > 0) {
      const channel = this.#queue.take();
      if (!channel.view.poll()) continue;
      if (channel.view.event !== undefined) {
        this.#deliverEvent(channel, channel.view.event);
        return true;
      }
      this.#queue.add(channel);
      if (channel.view.start === channel.view.end) this.#recycle(channel.view.segmentDone);
      else {
        this.#deliverSlice(channel);
        return true;
      }
    }
    this.#sendHome();
    return false;
  }

  /** Takes the next event with priority, and nothing else; also while a slice is being read.
   *  @returns false when there is none */
  pollPriority(): boolean {
    while (this.hasPriority) {
      const channel = this.#queue.take();
      if (channel.view.pollPriority()) {
        this.#deliverEvent(channel, channel.view.event!);
        return true;
      }
      this.#queue.add(channel);
    }
    return false;
  }

  /** Lets a channel go on whose barrier has waited for the others. Only while it is blocked. */
  resumeConsumption(channelIndex: number): void {
    this.#channels[channelIndex]!.resumeConsumption();
  }

  isBlocked(channelIndex: number): boolean {
    return this.#channels[channelIndex]!.isBlocked;
  }

  /** An announced barrier has waited too long: it comes next, as an unaligned one, and blocks its channel no more.
   *  @returns false when it has been polled already */
  convertToPriority(channelIndex: number, sequenceNumber: number): boolean {
    return this.#channels[channelIndex]!.convertToPriority(sequenceNumber);
  }

  /** The task's own state is taken: `listener` gets the data of each channel that is in flight, until its barrier. */
  checkpointStarted(checkpointId: number, listener: InFlightInputListener): void {
    for (const channel of this.#channels)
      if (!channel.finished) channel.checkpointStarted(checkpointId, listener);
  }

  /** The checkpoint has all its barriers, or was aborted. */
  checkpointStopped(checkpointId: number): void {
    for (const channel of this.#channels) channel.persister.stop(checkpointId);
  }

  /** The slice is used up: its segment goes home if this was its last. */
  releaseCurrent(): void {
    if (this.#currentSegment === NO_SEGMENT) return;
    this.#recycle(this.#currentSegment);
    this.#currentSegment = NO_SEGMENT;
  }

  /** Tells the producer of a channel, or of all channels, something; in order, behind what it was told before. A
   *  producer whose channel has ended is not told.
   *  @throws StreamError NET_TASK_EVENT_TOO_LARGE */
  sendTaskEvent(channelIndex: number | 'all', event: TaskEvent): void {
    assert(this.#taskEventSent !== undefined, 'the thread can carry events');
    const owned = ownedTaskEvent(event);
    for (const { index, finished } of this.#channels) {
      const isMeant = channelIndex === 'all' || channelIndex === index;
      if (isMeant && !finished) this.#taskEventSent(this.gateIndex, index, owned);
    }
  }

  get buffersInUse(): number {
    return this.#channels.reduce((sum, channel) => sum + (channel.finished ? 0 : channel.buffersInUse), 0);
  }

  /** Tells every producer how large its next buffers should be, at most. */
  announceBufferSize(bytes: number): void {
    for (const channel of this.#channels) if (!channel.finished) channel.replies.desireBufferSize(bytes);
  }

  /** Stops reading, finished or not. A second close is a no-op. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.releaseCurrent();
    this.#sendHome();
    this.#queue.clear();
    for (const channel of this.#channels) if (!channel.finished) channel.release();
  }

  #deliverSlice(channel: InputChannel): void {
    this.channelIndex = channel.index;
    this.event = undefined;
    this.start = channel.view.start;
    this.end = channel.view.end;
    this.#currentSegment = channel.view.segmentDone;
    if (channel.persister.isPending) channel.slicePolled();
    this.buffersIn++;
    this.bytesIn += this.end - this.start;
  }

  #deliverEvent(channel: InputChannel, event: ChannelEvent): void {
    this.channelIndex = channel.index;
    this.event = event;
    this.start = 0;
    this.end = 0;
    channel.eventPolled();
    // At once: the producer waits for it before it ends.
    if (event.kind === 'endOfData') channel.replies.acknowledgeRecords();
    if (event.kind !== 'endOfPartition') {
      this.#enqueue(channel);
      return;
    }
    channel.release();
    this.#unfinishedChannels--;
    this.finished = this.#unfinishedChannels === 0;
  }

  #recycle(segment: number): void {
    this.#read[this.#readCount++] = segment;
    if (this.#readCount === this.#read.length) this.#sendHome();
  }

  #sendHome(): void {
    for (let i = 0; i < this.#readCount; i++) this.#memory.recycle(this.#read[i]!);
    this.#readCount = 0;
  }

  #enqueue(channel: InputChannel): void {
    if (this.#closed) return;
    if (channel.view.hasPriority()) this.#queue.addPriority(channel);
    else this.#queue.add(channel);
  }
}
