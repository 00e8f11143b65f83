/** One accepted connection: a consumer's TaskManager reads any number of our subpartitions over it.
 *  Path: credit views → **producer endpoint** → connection; and back: requests, credits, cancellations.
 *  Fairness: one buffer of the first available view, then that view goes to the tail. No more than a small window of
 *  buffers is with the socket at a time, so that a view which becomes available is never far behind.
 *  Invariant: bytes given to the socket are not touched until it has written them.
 *  Source: Flink's PartitionRequestQueue and PartitionRequestServerHandler (there the window is one buffer;
 *  docs/adr/0011 tells why it is wider here). */
import { asId, type ResultPartitionId, type StreamError, streamError } from '../../base/index.ts';
import { type Connection, type ConnectionHandler, copyBytesPortably } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { serializeEvent } from '../event/index.ts';
import type { Doorbell } from '../ring/index.ts';
import {
  ADD_CREDIT,
  BUFFER_HEADER_BYTES,
  BufferHeader,
  CANCEL_PARTITION_REQUEST,
  CLOSE_REQUEST,
  FrameDecoder,
  FrameEncoder,
  type FrameSink,
  PARTITION_REQUEST,
  readI32,
  readU32,
  SKIP_PAYLOAD,
} from '../wire/index.ts';
import { CreditView, type ViewQueue } from './credit-view.ts';
import { FramesOnTheWay } from './frames-on-the-way.ts';
import type { PartitionRegistry, SubpartitionRequest } from './partition-registry.ts';
import { openSendingFlow } from './sending-flow.ts';
import type { Turn, TurnFlush } from './turn.ts';

export type ProducerEndpointOptions = {
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  readonly registry: PartitionRegistry;
  readonly turn: Turn;
  /** Buffers with the socket at a time. */
  readonly window: number;
  readonly subpartitionOpened: (partitionId: ResultPartitionId) => void;
  /** A subpartition has been read to its end, or will not be read any more; its segments are free of the socket. */
  readonly subpartitionRead: (partitionId: ResultPartitionId, subpartitionIndex: number) => void;
  readonly closed: (endpoint: ProducerEndpoint, cause: StreamError | undefined) => void;
};

export class ProducerEndpoint implements ConnectionHandler, FrameSink, ViewQueue, TurnFlush {
  flushDeferred: boolean;
  readonly peer: string;
  readonly #connection: Connection;
  readonly #options: ProducerEndpointOptions;
  readonly #decoder: FrameDecoder;
  readonly #encoder: FrameEncoder;
  readonly #header: BufferHeader;
  readonly #views: Map<number, CreditView>;
  readonly #parked: Map<number, SubpartitionRequest>;
  readonly #available: CreditView[];
  readonly #onTheWay: FramesOnTheWay;
  readonly #frameWritten: () => void;
  #closed: boolean;
  #closeCause: StreamError | undefined;

  constructor(connection: Connection, options: ProducerEndpointOptions) {
    const { host, port } = connection.remoteAddress;
    this.flushDeferred = false;
    this.peer = `${host}:${port}`;
    this.#connection = connection;
    this.#options = options;
    this.#decoder = new FrameDecoder(this, {
      direction: 'toProducer',
      peer: this.peer,
      maxPayloadBytes: 0,
      target: options.memory.bytes,
      copyBytes: copyBytesPortably,
    });
    this.#encoder = new FrameEncoder();
    this.#header = new BufferHeader();
    this.#views = new Map();
    this.#parked = new Map();
    this.#available = [];
    this.#onTheWay = new FramesOnTheWay(options.memory, options.window);
    this.#frameWritten = () => this.#onFrameWritten();
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
      this.#fail(error as StreamError);
    }
    this.#options.turn.end();
  }

  drained(): void {}

  closed(cause?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const request of this.#parked.values()) this.#options.registry.withdraw(request);
    this.#parked.clear();
    this.#available.length = 0;
    for (const view of this.#views.values()) view.release();
    this.#onTheWay.abandon();
    const lost = cause === undefined ? undefined : this.#lost(cause);
    this.#options.closed(this, this.#closeCause ?? lost);
  }

  close(): void {
    this.#connection.destroy();
  }

  frame(id: number, bytes: Uint8Array, at: number, length: number): void {
    switch (id) {
      case PARTITION_REQUEST:
        return this.#requested(bytes, at, length);
      case ADD_CREDIT:
        return this.#creditAdded(readU32(bytes, at + 4), readI32(bytes, at));
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
    if (!view.queued) {
      view.queued = true;
      this.#available.push(view);
    }
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
    while (this.#available.length > 0 && this.#onTheWay.length < this.#onTheWay.capacity) this.#sendNext();
    this.#connection.uncork();
  }

  #sendNext(): void {
    const view = this.#available.shift()!;
    view.queued = false;
    if (view.released || !view.poll()) return;
    if (view.polledNothingToSend) this.#onTheWay.recycleAfterLast(view.view.segmentDone);
    else this.#send(view);
    if (view.view.event?.kind === 'endOfPartition') this.#dropView(view);
    else {
      view.queued = true;
      this.#available.push(view);
    }
  }

  #send(view: CreditView): void {
    const { event, start, end } = view.view;
    const slot = this.#onTheWay.add(view, view.view.segmentDone);
    const header = this.#header;
    header.receiverId = view.receiverId;
    header.subpartition = view.subpartitionIndex;
    header.sequence = view.nextSequence();
    header.backlog = view.view.backlog();
    header.dataType = view.view.dataType;
    if (event === undefined) {
      header.size = end - start;
      header.write(this.#onTheWay.headers[slot]!, 0);
      this.#connection.write(this.#onTheWay.headers[slot]!);
      this.#connection.write(this.#options.memory.bytes.subarray(start, end), this.#frameWritten);
    } else {
      const bytes = this.#onTheWay.slotBytes[slot]!;
      header.size = serializeEvent(event, bytes, BUFFER_HEADER_BYTES);
      header.write(bytes, 0);
      this.#connection.write(bytes.subarray(0, BUFFER_HEADER_BYTES + header.size), this.#frameWritten);
    }
  }

  #onFrameWritten(): void {
    if (this.#closed) return;
    this.#onTheWay.written();
    // Refilled when half empty, so that buffers leave in groups and not one system call each.
    if (this.#onTheWay.length <= this.#onTheWay.capacity >> 1) this.flush();
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
    if (this.#parked.has(receiverId) || this.#views.has(receiverId))
      return this.#refuseTwice(receiverId, request);
    this.#parked.set(receiverId, request);
    this.#options.registry.request(request);
  }

  /** A receiver reads one subpartition. */
  #refuseTwice(receiverId: number, request: SubpartitionRequest): void {
    const { partitionId: partition, subpartitionIndex: subpartition } = request;
    this.#refuse(receiverId, streamError('NET_SUBPARTITION_TAKEN', { partition, subpartition }));
  }

  /** Credit for a view that has ended meanwhile is dropped, and so is credit that takes some away. */
  #creditAdded(receiverId: number, credit: number): void {
    if (credit > 0) this.#views.get(receiverId)?.creditAdded(credit);
  }

  #openView(
    request: SubpartitionRequest,
    receiverId: number,
    ring: SharedArrayBuffer,
    flowByte: number,
    initialCredit: number,
  ): void {
    const flow = openSendingFlow(flowByte, initialCredit, this.peer);
    const { memory, doorbell } = this.#options;
    const { partitionId, subpartitionIndex } = request;
    const options = { receiverId, partitionId, subpartitionIndex, ring, flow };
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
    const at = this.#available.indexOf(view);
    if (at >= 0) this.#available.splice(at, 1);
    view.queued = false;
    view.release();
  }

  #refuse(receiverId: number, error: StreamError): void {
    this.#encoder.errorResponse(receiverId, JSON.stringify(error));
    this.#options.turn.defer(this);
  }

  /** The peer does not speak our protocol: it is told, and the connection ends; others are unharmed. */
  #fail(error: StreamError): void {
    this.#closeCause = error;
    this.#encoder.errorResponse(undefined, JSON.stringify(error));
    this.#connection.write(this.#encoder.take());
    for (const view of this.views) this.#dropView(view);
    this.#connection.end();
  }

  #lost(cause: Error): StreamError {
    return streamError('NET_CONNECTION_LOST', { peer: this.peer, reason: cause.message }, cause);
  }
}
