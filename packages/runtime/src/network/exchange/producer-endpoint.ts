/** One accepted connection: a consumer's TaskManager reads any number of our subpartitions over it.
 *  Path: requests, credits and cancellations → **producer endpoint** → credit views → view sender.
 *  Invariant: a receiver has one view at most, and its end is told once. A violation of the protocol ends the
 *  connection, after the peer was told; a refused request concerns its receiver alone. Strangers get nothing.
 *  Source: Flink's PartitionRequestServerHandler and PartitionRequestQueue. */
import { asId, type ResultPartitionId, type StreamError, streamError } from '../../base/index.ts';
import { type Connection, type ConnectionHandler, copyBytesPortably, type Timers } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { MAX_TASK_EVENT_BYTES, type TaskEvent } from '../event/index.ts';
import type { Doorbell } from '../ring/index.ts';
import {
  ACK_ALL_USER_RECORDS_PROCESSED,
  ADD_CREDIT,
  CANCEL_PARTITION_REQUEST,
  CLOSE_REQUEST,
  FrameDecoder,
  FrameEncoder,
  type FrameSink,
  HELLO,
  NEW_BUFFER_SIZE,
  PARTITION_REQUEST,
  readI32,
  readTaskEventRequest,
  readU32,
  RESUME_CONSUMPTION,
  SKIP_PAYLOAD,
  TASK_EVENT_REQUEST,
  type TaskEventRequest,
} from '../wire/index.ts';
import { asConnectionError } from './connection-error.ts';
import { CreditView, type ViewQueue } from './credit-view.ts';
import { type PartitionRegistry, type SubpartitionRequest, subpartitionTaken } from './partition-registry.ts';
import { PeerGreeting } from './peer-greeting.ts';
import { openSendingFlow } from './sending-flow.ts';
import type { Turn, TurnFlush } from './turn.ts';
import { ViewSender } from './view-sender.ts';

/** @param slices of the subpartition's records, in order, owned by the receiver of the report */
export type InFlightOutputReport = (
  partitionId: ResultPartitionId,
  subpartitionIndex: number,
  checkpointId: number,
  slices: readonly Uint8Array[],
) => void;

export type ProducerEndpointOptions = {
  /** Peers that do not show it are refused; absent: anybody may read. */
  readonly secret: string | undefined;
  readonly timers: Timers;
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  readonly registry: PartitionRegistry;
  readonly turn: Turn;
  /** Buffers with the socket at a time. */
  readonly window: number;
  readonly subpartitionOpened: (partitionId: ResultPartitionId) => void;
  /** A subpartition has been read to its end, or will not be read any more; its segments are free of the socket. */
  readonly subpartitionRead: (partitionId: ResultPartitionId, subpartitionIndex: number) => void;
  /** A barrier was sent: `slices` is what it overtook. */
  readonly inFlightOutput: InFlightOutputReport;
  /** A consumer tells the producer of a partition that is registered something. */
  readonly taskEvent: (partitionId: ResultPartitionId, event: TaskEvent) => void;
  readonly closed: (endpoint: ProducerEndpoint, cause: StreamError | undefined) => void;
};

export class ProducerEndpoint implements ConnectionHandler, FrameSink, ViewQueue, TurnFlush {
  flushDeferred: boolean;
  readonly peer: string;
  readonly #connection: Connection;
  readonly #options: ProducerEndpointOptions;
  readonly #greeting: PeerGreeting;
  readonly #decoder: FrameDecoder;
  readonly #encoder: FrameEncoder;
  readonly #views: Map<number, CreditView>;
  readonly #parked: Map<number, SubpartitionRequest>;
  readonly #sender: ViewSender;
  readonly #ended: (view: CreditView) => void;
  #closed: boolean;
  #closeCause: StreamError | undefined;

  constructor(connection: Connection, options: ProducerEndpointOptions) {
    const { host, port } = connection.remoteAddress;
    this.flushDeferred = false;
    this.peer = `${host}:${port}`;
    this.#connection = connection;
    this.#options = options;
    this.#greeting = new PeerGreeting(connection, this.peer, options.secret, options.timers);
    this.#decoder = new FrameDecoder(this, {
      direction: 'toProducer',
      peer: this.peer,
      maxPayloadBytes: 0,
      target: options.memory.bytes,
      copyBytes: copyBytesPortably,
      admit: (id) => this.#greeting.admit(id),
    });
    this.#encoder = new FrameEncoder();
    this.#views = new Map();
    this.#parked = new Map();
    this.#sender = new ViewSender(connection, options.memory, options.window, () => this.flush());
    this.#ended = (view) => this.#dropView(view);
    this.#closed = false;
    this.#closeCause = undefined;
    connection.handle(this);
  }

  /** Views of this connection, for tests and reports. */
  get views(): readonly CreditView[] {
    return [...this.#views.values()];
  }

  data(bytes: Uint8Array): void {
    if (this.#closed || this.#closeCause !== undefined) return;
    try {
      this.#decoder.decode(bytes);
    } catch (error) {
      this.#fail(asConnectionError(error, this.peer));
    }
    this.#options.turn.end();
  }

  drained(): void {}

  closed(cause?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#greeting.close();
    this.#dropAll();
    this.#sender.close();
    const lost = cause === undefined ? undefined : asConnectionError(cause, this.peer);
    this.#options.closed(this, this.#closeCause ?? lost);
  }

  close(): void {
    this.#connection.destroy();
  }

  frame(id: number, bytes: Uint8Array, at: number, length: number): void {
    switch (id) {
      case HELLO:
        return this.#greeting.received(bytes.subarray(at, at + length));
      case PARTITION_REQUEST:
        return this.#requested(bytes, at, length);
      case TASK_EVENT_REQUEST:
        return this.#eventReceived(
          readTaskEventRequest(bytes.subarray(at, at + length), MAX_TASK_EVENT_BYTES, this.peer),
        );
      case ADD_CREDIT:
        return this.#creditAdded(readU32(bytes, at + 4), readI32(bytes, at));
      case NEW_BUFFER_SIZE:
        return this.#bufferSizeDesired(readU32(bytes, at + 4), readI32(bytes, at));
      case ACK_ALL_USER_RECORDS_PROCESSED:
        return this.#views.get(readU32(bytes, at))?.replies.acknowledgeRecords();
      case RESUME_CONSUMPTION:
        return this.#resumed(readU32(bytes, at));
      case CANCEL_PARTITION_REQUEST:
        return this.#cancelled(readU32(bytes, at));
      case CLOSE_REQUEST:
        return this.#connection.end();
      default:
        throw streamError('NET_UNKNOWN_FRAME', { peer: this.peer, id });
    }
  }

  bufferStarted(): number {
    return SKIP_PAYLOAD;
  }

  bufferCompleted(): void {}

  enqueue(view: CreditView): void {
    this.#sender.enqueue(view);
    this.#options.turn.defer(this);
  }

  announceBacklog({ receiverId }: CreditView, backlog: number): void {
    this.#encoder.backlogAnnouncement(receiverId, backlog);
    this.#options.turn.defer(this);
  }

  viewEnded(view: CreditView): void {
    this.#options.subpartitionRead(view.partitionId, view.subpartitionIndex);
  }

  /** Ends the views of a partition whose producer failed; each receiver is told, and no one else. */
  failPartition(partitionId: ResultPartitionId, error: StreamError): void {
    for (const view of this.views) {
      if (view.partitionId !== partitionId) continue;
      this.#dropView(view);
      this.#refuse(view.receiverId, error);
    }
  }

  /** Ends the turn: small frames first, then buffers while the window is open. */
  flush(): void {
    if (this.#closed) return;
    this.#connection.cork();
    if (!this.#encoder.isEmpty) this.#connection.write(this.#encoder.take());
    this.#sender.sendAvailable(this.#ended);
    this.#connection.uncork();
  }

  #requested(bytes: Uint8Array, at: number, length: number): void {
    const receiverId = readU32(bytes, at);
    const initialCredit = Math.max(0, readI32(bytes, at + 8));
    const flowByte = bytes[at + 12]!;
    const request: SubpartitionRequest = {
      partitionId: asId(new TextDecoder().decode(bytes.subarray(at + 13, at + length))),
      subpartitionIndex: readI32(bytes, at + 4),
      granted: (ring) => {
        this.#parked.delete(receiverId);
        this.#options.subpartitionOpened(request.partitionId);
        try {
          this.#openView(request, receiverId, ring, flowByte, initialCredit);
        } catch (error) {
          this.#refuse(receiverId, error as StreamError);
          this.#options.subpartitionRead(request.partitionId, request.subpartitionIndex);
        }
      },
      refused: (error) => {
        this.#parked.delete(receiverId);
        this.#refuse(receiverId, error);
        this.#options.turn.end();
      },
    };
    if (this.#parked.has(receiverId) || this.#views.has(receiverId)) {
      return request.refused(subpartitionTaken(request));
    }
    this.#parked.set(receiverId, request);
    this.#options.registry.request(request);
  }

  /** Not fatal for the others when the partition is not there: that receiver is told, and its view ends. */
  #eventReceived({ receiverId, partitionId: partition, event }: TaskEventRequest): void {
    const partitionId: ResultPartitionId = asId(partition);
    const { registry, taskEvent } = this.#options;
    if (registry.has(partitionId)) return taskEvent(partitionId, event);
    this.#cancelled(receiverId);
    const details = { kind: event.kind, partition };
    this.#refuse(receiverId, streamError('NET_TASK_EVENT_UNDELIVERABLE', details));
  }

  /** Credit for a view that has ended meanwhile is dropped, and so is credit that takes some away. */
  #creditAdded(receiverId: number, credit: number): void {
    if (credit > 0) this.#views.get(receiverId)?.creditAdded(credit);
  }

  /** A wish that comes before its view, or after it, is of no use and does no harm; neither is one for nothing. */
  #bufferSizeDesired(receiverId: number, size: number): void {
    if (size > 0) this.#views.get(receiverId)?.replies.desireBufferSize(size);
  }

  /** A view that has ended meanwhile has nothing to resume. */
  #resumed(receiverId: number): void {
    const view = this.#views.get(receiverId);
    if (view === undefined) return;
    if (!view.view.isBlocked) {
      const channel = `${view.partitionId}[${view.subpartitionIndex}]`;
      throw streamError('NET_NOT_BLOCKED', { peer: this.peer, channel });
    }
    view.resumeConsumption();
  }

  #openView(
    request: SubpartitionRequest,
    receiverId: number,
    ring: SharedArrayBuffer,
    flowByte: number,
    initialCredit: number,
  ): void {
    const flow = openSendingFlow(flowByte, initialCredit, this.peer);
    if (flow.kind === 'tcp') this.#sender.obeyWatermarks();
    const { memory, doorbell } = this.#options;
    const { partitionId, subpartitionIndex } = request;
    const inFlightOutput = this.#options.inFlightOutput.bind(undefined, partitionId, subpartitionIndex);
    const options = { receiverId, partitionId, subpartitionIndex, ring, flow, inFlightOutput };
    const view = new CreditView(options, memory, doorbell, this);
    this.#views.set(receiverId, view);
    this.enqueue(view);
  }

  #cancelled(receiverId: number): void {
    const parked = this.#parked.get(receiverId);
    if (parked !== undefined) this.#options.registry.withdraw(parked);
    this.#parked.delete(receiverId);
    const view = this.#views.get(receiverId);
    if (view !== undefined) this.#dropView(view);
  }

  #dropView(view: CreditView): void {
    this.#views.delete(view.receiverId);
    view.release();
  }

  #dropAll(): void {
    for (const request of this.#parked.values()) this.#options.registry.withdraw(request);
    this.#parked.clear();
    for (const view of this.views) this.#dropView(view);
  }

  #refuse(receiverId: number, error: StreamError): void {
    this.#encoder.errorResponse(receiverId, JSON.stringify(error));
    this.#options.turn.defer(this);
  }

  /** The peer breaks the protocol or is a stranger: it is told, and the connection ends; others are unharmed. */
  #fail(error: StreamError): void {
    this.#closeCause = error;
    this.#encoder.errorResponse(undefined, JSON.stringify(this.#greeting.tellable(error)));
    this.#connection.write(this.#encoder.take());
    this.#dropAll();
    this.#connection.end();
  }
}
