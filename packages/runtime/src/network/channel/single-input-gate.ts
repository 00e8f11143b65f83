/** All channels of one input of a task; gives their slices and events one at a time, in turn.
 *  Path: input channels → **gate** → record reader. Owned by the task's thread.
 *  Fairness: one slice of the first channel in the queue, then that channel goes to the tail.
 *  Recycled segments go home in small groups, or at once when nothing is left to read: giving one back may wake a
 *  parked thread, which costs the giver more than reading the segment did (performance.md §3.2).
 *  Source: Flink's SingleInputGate. */
import { assert } from '../../base/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import type { ChannelEvent } from '../event/index.ts';
import { type Doorbell, NO_SEGMENT } from '../ring/index.ts';
import { InputChannel } from './input-channel.ts';

/** Structured-clonable: what a task thread needs to open an input gate. */
export type InputGateHandle = {
  readonly gateIndex: number;
  /** One ring per channel, in the order of the producers. */
  readonly rings: readonly SharedArrayBuffer[];
  /** How many read segments may be kept before they are sent home together. */
  readonly recycleBatch: number;
};

export type GateThread = { readonly memory: SegmentMemory; readonly doorbell: Doorbell };

export class SingleInputGate {
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
  readonly #memory: SegmentMemory;
  readonly #doorbell: Doorbell;
  readonly #channels: readonly InputChannel[];
  /** Channels that may have something, each once: a ring of as many places as there are channels. */
  readonly #queue: (InputChannel | undefined)[];
  #queueHead: number;
  #queueLength: number;
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
    this.#queue = new Array<InputChannel | undefined>(this.channelCount).fill(undefined);
    this.#queueHead = 0;
    this.#queueLength = 0;
    this.#unfinishedChannels = this.channelCount;
    this.#currentSegment = NO_SEGMENT;
    this.#read = new Int32Array(handle.recycleBatch);
    this.#readCount = 0;
    this.#closed = false;
    const enqueue = (channel: InputChannel): void => this.#enqueue(channel);
    this.#channels = handle.rings.map(
      (ring, index) => new InputChannel(index, thread.memory, thread.doorbell, ring, enqueue),
    );
    for (const channel of this.#channels) this.#enqueue(channel);
  }

  /** Hot: once per buffer. Call `releaseCurrent` before the next call.
   *  @returns true when the fields above describe something; false when there is nothing: the doorbell will ring */
  pollNext(): boolean {
    assert(this.#currentSegment === NO_SEGMENT, 'the last slice was released before the next poll');
    this.#doorbell.dispatch();
    while (this.#queueLength > 0) {
      const channel = this.#dequeue();
      if (!channel.view.poll()) continue;
      if (channel.view.event !== undefined) {
        this.#deliverEvent(channel, channel.view.event);
        return true;
      }
      this.#enqueue(channel);
      if (channel.view.start === channel.view.end) this.#recycle(channel.view.segmentDone);
      else {
        this.#deliverSlice(channel);
        return true;
      }
    }
    this.#sendHome();
    return false;
  }

  /** The slice is used up: its segment goes home if this was its last. */
  releaseCurrent(): void {
    if (this.#currentSegment === NO_SEGMENT) return;
    this.#recycle(this.#currentSegment);
    this.#currentSegment = NO_SEGMENT;
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
    this.#queueLength = 0;
    for (const channel of this.#channels) if (!channel.finished) channel.release();
  }

  #deliverSlice(channel: InputChannel): void {
    this.channelIndex = channel.index;
    this.event = undefined;
    this.start = channel.view.start;
    this.end = channel.view.end;
    this.#currentSegment = channel.view.segmentDone;
    this.buffersIn++;
    this.bytesIn += this.end - this.start;
  }

  #deliverEvent(channel: InputChannel, event: ChannelEvent): void {
    this.channelIndex = channel.index;
    this.event = event;
    this.start = 0;
    this.end = 0;
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
    if (channel.queued || this.#closed) return;
    channel.queued = true;
    this.#queue[(this.#queueHead + this.#queueLength) % this.channelCount] = channel;
    this.#queueLength++;
  }

  #dequeue(): InputChannel {
    const channel = this.#queue[this.#queueHead]!;
    this.#queueHead = (this.#queueHead + 1) % this.channelCount;
    this.#queueLength--;
    channel.queued = false;
    return channel;
  }
}
