/** A channel whose producer is in another TaskManager, on the network thread: checks the order, gives each arriving
 *  buffer the segment it has credit for, and hands it to the task through the channel's ring.
 *  Path: frame decoder → consumer endpoint → **remote input channel** → ring → input channel (task thread).
 *  A violation fails this channel alone; the connection and its other channels go on.
 *  Source: Flink's RemoteInputChannel.onBuffer. */
import {
  assert,
  isStreamError,
  type ResultPartitionId,
  type StreamError,
  streamError,
} from '../../base/index.ts';
import type { FlowControl } from '../../graph/index.ts';
import type { NetworkAddress } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import {
  type ChannelEvent,
  DATA_BUFFER,
  badEvent,
  blocksUpstream,
  type CheckpointBarrier,
  deserializeEvent,
  hasPriority,
  isDataType,
  MAX_EVENT_BYTES,
  needsAnnouncement,
  PRIORITIZED_EVENT,
  serializeEvent,
  type TaskEvent,
} from '../event/index.ts';
import { ANNOUNCES, NO_SEGMENT, ReaderReplies, RING_EVENT_LIMIT, RingWriter } from '../ring/index.ts';
import { ChannelCredit } from './channel-credit.ts';
import type { FloatingBuffers } from './floating-buffers.ts';
import { FLOATING_NEEDED } from './input-channel.ts';

/** Structured-clonable: what to read, and from where. */
export type RemoteChannelPlan = {
  readonly channelIndex: number;
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly address: NetworkAddress;
  readonly ring: SharedArrayBuffer;
  readonly flowControl: FlowControl;
  /** Channels of different groups use different connections; absent: one per TaskManager. */
  readonly connectionGroup?: string;
};

/** Sends credit to the producer; implemented by the consumer endpoint of the connection. */
export interface CreditSender {
  /** The channel has credit to announce and had none before. */
  creditGained(channel: RemoteInputChannel): void;
  /** The task would like buffers of this size. */
  bufferSizeDesired(channel: RemoteInputChannel, bytes: number): void;
  /** The task has processed everything up to `endOfData`. */
  recordsProcessed(channel: RemoteInputChannel): void;
  /** The task tells the producer something. */
  taskEvent(channel: RemoteInputChannel, event: TaskEvent): void;
  /** The task wants the channel to go on after a barrier. */
  consumptionResumed(channel: RemoteInputChannel): void;
  /** The task does not read the channel any more. */
  channelReleased(channel: RemoteInputChannel): void;
}

/** What the channel knows of an arriving buffer; the fixed part of a BufferResponse. */
export type ArrivingBuffer = {
  readonly sequence: number;
  readonly backlog: number;
  readonly dataType: number;
  readonly size: number;
};

/** Flink's backoff: a request, the producer's state, one more request; then the partition is given up. */
const MAX_REQUESTS = 2;

/** What a channel tells of its end, or of the lack of its beginning. */
export interface ChannelObserver {
  channelFailed(channel: RemoteInputChannel, error: StreamError): void;
  /** The producer's TaskManager did not have the partition in time: it may be requested once more. */
  partitionMissing(channel: RemoteInputChannel, error: StreamError): void;
}

/** Answers of `bufferStarted` instead of an offset in the memory. */
export const REFUSED = -1;
export const IS_EVENT = -2;

export class RemoteInputChannel {
  readonly plan: RemoteChannelPlan;
  readonly receiverId: number;
  readonly credit: ChannelCredit;
  readonly replies: ReaderReplies;
  /** The buffers of the whole gate that belong to no channel; without credits, all of them. */
  readonly pool: FloatingBuffers;
  /** The connection's endpoint, once the partition has been requested. */
  sender: CreditSender | undefined;
  /** `endOfPartition` arrived: the producer owes nothing more. */
  complete: boolean;
  released: boolean;
  /** Messages that wait on the connection for a buffer; only without credits, and kept by the connection's stage. */
  staged: number;
  error: StreamError | undefined;
  readonly #memory: SegmentMemory;
  readonly #ring: RingWriter;
  readonly #observer: ChannelObserver;
  #requests: number;
  #expectedSequence: number;
  #arriving: number;
  #backlog: number;
  #dataArrived: number;
  #bytesArrived: number;
  #bufferSizeTold: number;
  #recordsProcessedTold: boolean;
  /** Sent before there was a connection. */
  readonly #unsentEvents: TaskEvent[];

  constructor(
    plan: RemoteChannelPlan,
    receiverId: number,
    memory: SegmentMemory,
    exclusive: readonly number[],
    floating: FloatingBuffers,
    observer: ChannelObserver,
  ) {
    this.plan = plan;
    this.receiverId = receiverId;
    this.credit = new ChannelCredit(exclusive, floating, () => this.sender?.creditGained(this));
    this.pool = floating;
    this.sender = undefined;
    this.complete = false;
    this.released = false;
    this.staged = 0;
    this.error = undefined;
    this.#memory = memory;
    this.#ring = new RingWriter(plan.ring, memory.doorbells);
    this.#ring.holdBarriers();
    this.replies = new ReaderReplies(plan.ring, memory.doorbells);
    this.#observer = observer;
    this.#requests = 0;
    this.#expectedSequence = 0;
    this.#arriving = NO_SEGMENT;
    this.#backlog = 0;
    this.#dataArrived = 0;
    this.#bytesArrived = 0;
    this.#bufferSizeTold = 0;
    this.#recordsProcessedTold = false;
    this.#unsentEvents = [];
    this.showFigures();
  }

  /** For errors and logs. */
  get name(): string {
    return `${this.plan.partitionId}[${this.plan.subpartitionIndex}]`;
  }

  /** Neither released nor failed. */
  get isReading(): boolean {
    return !this.released && this.error === undefined;
  }

  /** Entries that the task has not taken yet. */
  get queueLength(): number {
    return this.#ring.length;
  }

  /** Hot: once per buffer. @returns where its payload goes in the memory, or REFUSED, or IS_EVENT */
  bufferStarted(buffer: ArrivingBuffer): number {
    if (this.released || this.error !== undefined) return REFUSED;
    if (buffer.sequence !== this.#expectedSequence) return this.#refuseGap(buffer.sequence);
    if (!isDataType(buffer.dataType)) return this.#admitEvent(buffer);
    const segment = this.credit.takeForArrival();
    if (segment === NO_SEGMENT) return this.#refuse(streamError('NET_NO_CREDIT', { channel: this.name }));
    // An exclusive segment is tagged with its channel for good; a floating one with the complement of its borrower.
    if (this.#memory.tag(segment) < 0) this.#memory.setTag(segment, ~this.plan.channelIndex);
    this.#arriving = segment;
    return this.#memory.base(segment);
  }

  /** The payload is in place. Hot: once per buffer. The consumer is not woken yet, see `wakeConsumer`. */
  dataCompleted(buffer: ArrivingBuffer): void {
    const segment = this.#arriving;
    if (segment === NO_SEGMENT) return;
    this.#arriving = NO_SEGMENT;
    if (buffer.size === 0) return this.#emptyArrived(segment, buffer);
    this.#memory.finish(segment, buffer.size);
    this.#ring.pushSegment(DATA_BUFFER, segment);
    this.#dataArrived++;
    this.#bytesArrived += buffer.size;
    this.#received(buffer);
  }

  /** Without credits, a data buffer without bytes: it only counts. */
  emptyReceived(buffer: ArrivingBuffer): void {
    if (!this.isReading) return;
    if (buffer.sequence === this.#expectedSequence) this.#received(buffer);
    else this.#refuseGap(buffer.sequence);
  }

  eventCompleted(buffer: ArrivingBuffer, bytes: Uint8Array): void {
    if (this.released || this.error !== undefined) return;
    const event = this.#readEvent(buffer.dataType, bytes);
    if (event === undefined) return;
    if (hasPriority(buffer.dataType)) this.#ring.pushPriorityEvent(buffer.dataType, bytes);
    else this.#ring.pushEvent(buffer.dataType, bytes);
    if (event.kind === 'endOfPartition') this.complete = true;
    if (event.kind === 'checkpointBarrier' && needsAnnouncement(buffer.dataType))
      this.#announce(event, buffer.sequence);
    this.#received(buffer);
    if (this.complete) this.credit.returnFloating();
    else if (blocksUpstream(buffer.dataType)) this.credit.onBlocked();
  }

  /** Rings the task's thread if it waits for this channel; called once for all buffers of a chunk. */
  wakeConsumer(): void {
    this.#ring.wakeReaderIfIdle();
  }

  backlogAnnounced(backlog: number): void {
    if (this.released || this.error !== undefined) return;
    this.#backlog = backlog;
    this.credit.onBacklog(backlog);
  }

  /** The partition is asked for, at first or again. */
  requested(sender: CreditSender): void {
    this.sender = sender;
    this.#requests++;
    this.#bufferSizeTold = 0;
    this.passRepliesOn();
    for (const event of this.#unsentEvents.splice(0)) this.sendTaskEvent(event);
  }

  /** To the producer, behind the request if there is no connection yet; nowhere, once the channel has ended. */
  sendTaskEvent(event: TaskEvent): void {
    if (this.sender === undefined) this.#unsentEvents.push(event);
    else if (this.isReading) this.sender.taskEvent(this, event);
  }

  /** Sends what the task said to its producer, as far as it is new. */
  passRepliesOn(): void {
    if (this.sender === undefined || !this.isReading) return;
    const { desiredBufferSize, recordsProcessed } = this.replies;
    if (desiredBufferSize !== this.#bufferSizeTold) {
      this.#bufferSizeTold = desiredBufferSize;
      this.sender.bufferSizeDesired(this, desiredBufferSize);
    }
    if (recordsProcessed && !this.#recordsProcessedTold) {
      this.#recordsProcessedTold = true;
      this.sender.recordsProcessed(this);
    }
    for (let resumes = this.replies.takeResumes(); resumes > 0; resumes--)
      this.sender.consumptionResumed(this);
  }

  /** @param error NET_PARTITION_NOT_FOUND, as the producer's TaskManager sent it */
  partitionNotFound(error: StreamError): void {
    if (!this.isReading || this.#requests >= MAX_REQUESTS) this.fail(error);
    else this.#observer.partitionMissing(this, error);
  }

  /** Only the first error counts. A channel that is complete cannot fail any more. */
  fail(error: StreamError): void {
    if (this.released || this.complete || this.error !== undefined) return;
    this.error = error;
    this.#giveUpArriving();
    this.credit.returnFloating();
    this.#observer.channelFailed(this, error);
  }

  /** Nothing is received any more. @returns free segments that belong to the gate */
  release(): readonly number[] {
    assert(!this.released, 'a channel is released once');
    this.released = true;
    this.sender?.channelReleased(this);
    this.#giveUpArriving();
    return this.credit.release();
  }

  /** Shows the figures of `rivulet channels` to the main thread; called once per turn. */
  showFigures(): void {
    this.#ring.showFigure(0, this.credit.creditsAnnounced);
    this.#ring.showFigure(1, this.credit.messagesSent);
    this.#ring.showFigure(2, this.#backlog);
    this.#ring.showFigure(3, this.credit.unannounced);
    this.#ring.showFigure(4, this.credit.exclusiveInUse);
    this.#ring.showFigure(5, this.credit.floatingHeld);
    this.#ring.showFigure(6, this.staged);
    this.#ring.showFigure(7, this.#dataArrived);
    this.#ring.showFigure(8, this.credit.floatingFree);
    this.#ring.showFigure(FLOATING_NEEDED, Math.max(0, this.credit.required - this.credit.exclusiveCount));
    this.#ring.showBytesWritten(this.#bytesArrived);
  }

  /** The end of a buffer whose bytes came before: what it has credit for is free again at once. */
  #emptyArrived(segment: number, buffer: ArrivingBuffer): void {
    if (this.#memory.tag(segment) < 0) this.credit.recycleFloating(segment);
    else this.credit.recycleExclusive(segment);
    this.#received(buffer);
  }

  /** The barrier is the newest entry of the queue, and may be asked for ahead of its turn. */
  #announce(announced: CheckpointBarrier, sequenceNumber: number): void {
    const bytes = new Uint8Array(MAX_EVENT_BYTES);
    const length = serializeEvent({ kind: 'eventAnnouncement', sequenceNumber, announced }, bytes, 0);
    const barrierIndex = (this.#ring.tail - 1) | 0;
    this.#ring.pushPriorityEvent(PRIORITIZED_EVENT, bytes.subarray(0, length), ANNOUNCES, barrierIndex);
  }

  #readEvent(dataType: number, bytes: Uint8Array): ChannelEvent | undefined {
    try {
      const event = deserializeEvent(dataType, bytes);
      // Announcements are made here; one that comes from outside tells of a barrier that may not be there.
      if (event.kind === 'eventAnnouncement') throw badEvent(dataType, bytes.length);
      return event;
    } catch (error) {
      if (!isStreamError(error)) throw error;
      this.fail(error);
      return undefined;
    }
  }

  #received(buffer: ArrivingBuffer): void {
    this.#expectedSequence = (this.#expectedSequence + 1) | 0;
    this.#backlog = Math.max(0, buffer.backlog);
    this.credit.onBacklog(this.#backlog);
  }

  #admitEvent(buffer: ArrivingBuffer): number {
    if (buffer.size < 1 || buffer.size > MAX_EVENT_BYTES) {
      return this.#refuse(badEvent(buffer.dataType, buffer.size));
    }
    if (!this.#ring.hasRoomForEvent || !this.#ring.lane.hasRoom) {
      const details = { channel: this.name, capacity: RING_EVENT_LIMIT };
      return this.#refuse(streamError('NET_CHANNEL_OVERFLOW', details));
    }
    return IS_EVENT;
  }

  #refuseGap(received: number): number {
    const details = { channel: this.name, expected: this.#expectedSequence, received };
    return this.#refuse(streamError('NET_SEQUENCE_GAP', details));
  }

  #refuse(error: StreamError): number {
    this.fail(error);
    return REFUSED;
  }

  #giveUpArriving(): void {
    if (this.#arriving === NO_SEGMENT) return;
    this.#memory.recycle(this.#arriving);
    this.#arriving = NO_SEGMENT;
  }
}
