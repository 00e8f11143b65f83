/** One dialled connection: we read any number of another TaskManager's subpartitions over it.
 *  Path: connection → frame decoder → **consumer endpoint** → remote input channels; and back: requests and credits.
 *  Credits gained during a turn leave as one AddCredit per channel when the turn ends, and wait while the connection
 *  cannot take more. Consumers are rung once per chunk of bytes, not per buffer.
 *  With the old flow control (`tcp`) a `StagedReading` stands between decoder and endpoint, and no credit is sent.
 *  Invariant: only the first error of a connection counts; it fails every channel that is not complete.
 *  Source: Flink's CreditBasedPartitionRequestClientHandler and NettyPartitionRequestClient. */
import { type StreamError, streamError } from '../../base/index.ts';
import type { Connection, ConnectionHandler, CopyBytes } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import type { TaskEvent } from '../event/index.ts';
import { type CreditSender, IS_EVENT, REFUSED, type RemoteInputChannel } from '../channel/index.ts';
import {
  BACKLOG_ANNOUNCEMENT,
  type BufferHeader,
  ERROR_RESPONSE,
  FrameDecoder,
  FrameEncoder,
  GATHER_PAYLOAD,
  readI32,
  readU32,
  SKIP_PAYLOAD,
} from '../wire/index.ts';
import type { FlowControl } from '../../graph/index.ts';
import { asConnectionError, readRemoteError } from './connection-error.ts';
import { flowNumber } from './sending-flow.ts';
import { StagedReading, type StagedSink } from './staged-reading.ts';
import type { Turn, TurnFlush } from './turn.ts';

export type ConsumerEndpointOptions = {
  /** Shown to the producer ahead of everything else. */
  readonly secret: string | undefined;
  readonly memory: SegmentMemory;
  readonly turn: Turn;
  /** Of all channels of this connection. */
  readonly flowControl: FlowControl;
  readonly copyBytes: CopyBytes;
  /** Whether the connection stays when nobody reads over it any more, for those who come next. */
  readonly reuse: boolean;
  /** No new channel may use it. */
  readonly retired: (endpoint: ConsumerEndpoint) => void;
  readonly closed: (endpoint: ConsumerEndpoint) => void;
};

export class ConsumerEndpoint implements ConnectionHandler, StagedSink, CreditSender, TurnFlush {
  flushDeferred: boolean;
  /** Its producer was asked to close it. */
  isRetired: boolean;
  readonly peer: string;
  readonly #connection: Connection;
  readonly #options: ConsumerEndpointOptions;
  readonly #decoder: FrameDecoder;
  readonly #encoder: FrameEncoder;
  /** Only with the old flow control. */
  readonly #staging: StagedReading | undefined;
  readonly #channels: Map<number, RemoteInputChannel>;
  /** Receivers that asked for something and are not released, whether or not they still read. */
  readonly #users: Set<number>;
  /** Channels with credit to announce. */
  #gained: RemoteInputChannel[];
  /** Channels that received something in the chunk being decoded. */
  readonly #touched: RemoteInputChannel[];
  #receiving: RemoteInputChannel | undefined;
  #writable: boolean;
  #closed: boolean;

  constructor(connection: Connection, options: ConsumerEndpointOptions) {
    const { host, port } = connection.remoteAddress;
    this.flushDeferred = false;
    this.isRetired = false;
    this.peer = `${host}:${port}`;
    this.#connection = connection;
    this.#options = options;
    const { flowControl, memory, turn } = options;
    this.#staging = flowControl === 'tcp' ? new StagedReading(this, { connection, memory, turn }) : undefined;
    this.#decoder = new FrameDecoder(this.#staging ?? this, {
      direction: 'toConsumer',
      peer: this.peer,
      maxPayloadBytes: options.memory.segmentSize,
      target: options.memory.bytes,
      copyBytes: options.copyBytes,
    });
    this.#encoder = new FrameEncoder();
    this.#channels = new Map();
    this.#users = new Set();
    this.#gained = [];
    this.#touched = [];
    this.#receiving = undefined;
    this.#writable = true;
    this.#closed = false;
    connection.handle(this);
    if (options.secret !== undefined) this.#greet(options.secret);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** For tests and reports; absent with credits. */
  get staging(): StagedReading | undefined {
    return this.#staging;
  }

  channel(receiverId: number): RemoteInputChannel | undefined {
    return this.#channels.get(receiverId);
  }

  /** Asks the producer for the channel's subpartition; its exclusive buffers are the first credit. */
  request(channel: RemoteInputChannel): void {
    this.#channels.set(channel.receiverId, channel);
    this.#users.add(channel.receiverId);
    this.#encoder.partitionRequest({
      receiverId: channel.receiverId,
      partitionId: channel.plan.partitionId,
      subpartition: channel.plan.subpartitionIndex,
      initialCredit: channel.credit.exclusiveCount,
      flowControl: flowNumber(this.#options.flowControl),
    });
    // Behind the request: it may have something to say already.
    channel.requested(this);
    this.#options.turn.defer(this);
  }

  /** The producer is told, unless it has sent everything; with the last one the connection may end altogether. */
  channelReleased(channel: RemoteInputChannel): void {
    this.#users.delete(channel.receiverId);
    const isReading = this.#channels.delete(channel.receiverId);
    if (isReading) {
      if (this.#receiving === channel) this.#abandonPayload();
      this.#staging?.channelReleased(channel);
      this.#encoder.cancelPartitionRequest(channel.receiverId);
      this.#options.turn.defer(this);
    }
    this.retireIfUnused();
  }

  /** Asks the producer to close the connection, behind everything said before, where it is not kept for others. */
  retireIfUnused(): void {
    if (this.#options.reuse || this.#users.size > 0 || this.isRetired || this.#closed) return;
    this.isRetired = true;
    this.#encoder.closeRequest();
    this.#options.turn.defer(this);
    this.#options.retired(this);
  }

  bufferSizeDesired(channel: RemoteInputChannel, bytes: number): void {
    if (this.#channels.get(channel.receiverId) !== channel) return;
    this.#encoder.newBufferSize(channel.receiverId, bytes);
    this.#options.turn.defer(this);
  }

  recordsProcessed(channel: RemoteInputChannel): void {
    if (this.#channels.get(channel.receiverId) !== channel) return;
    this.#encoder.ackAllUserRecordsProcessed(channel.receiverId);
    this.#options.turn.defer(this);
  }

  taskEvent(channel: RemoteInputChannel, event: TaskEvent): void {
    if (this.#channels.get(channel.receiverId) !== channel) return;
    this.#encoder.taskEventRequest(channel.receiverId, channel.plan.partitionId, event);
    this.#options.turn.defer(this);
  }

  creditGained(channel: RemoteInputChannel): void {
    this.#gained.push(channel);
    this.#options.turn.defer(this);
  }

  consumptionResumed(channel: RemoteInputChannel): void {
    if (!this.#channels.has(channel.receiverId)) return;
    this.#encoder.resumeConsumption(channel.receiverId);
    this.#options.turn.defer(this);
  }

  data(bytes: Uint8Array): void {
    if (this.#closed) return;
    try {
      this.#decoder.decode(bytes);
    } catch (error) {
      const coded = asConnectionError(error, this.peer);
      this.#connection.destroy(coded);
      this.#lose(coded);
    }
    this.wakeConsumers();
    this.#options.turn.end();
  }

  wakeConsumers(): void {
    for (const channel of this.#touched) {
      channel.wakeConsumer();
      channel.showFigures();
    }
    this.#touched.length = 0;
  }

  drained(): void {
    this.#writable = true;
    this.flush();
  }

  closed(cause?: Error): void {
    this.#lose(asConnectionError(cause ?? 'the peer closed it', this.peer));
    this.#options.turn.end();
  }

  close(): void {
    this.#connection.destroy();
  }

  frame(id: number, bytes: Uint8Array, at: number, length: number): void {
    switch (id) {
      case BACKLOG_ANNOUNCEMENT:
        return this.#channels.get(readU32(bytes, at + 4))?.backlogAnnounced(readI32(bytes, at));
      case ERROR_RESPONSE:
        return this.#errorReceived(bytes.subarray(at, at + length));
      default:
        throw streamError('NET_UNKNOWN_FRAME', { peer: this.peer, id });
    }
  }

  /** Hot: once per buffer. */
  bufferStarted(header: BufferHeader): number {
    const channel = this.#channels.get(header.receiverId);
    if (channel === undefined) return SKIP_PAYLOAD;
    const answer = channel.bufferStarted(header);
    if (answer === REFUSED) return SKIP_PAYLOAD;
    this.#receiving = channel;
    return answer === IS_EVENT ? GATHER_PAYLOAD : answer;
  }

  /** Hot: once per buffer. */
  bufferCompleted(header: BufferHeader, gathered: Uint8Array | undefined): void {
    const channel = this.#receiving;
    if (channel === undefined) return;
    this.#receiving = undefined;
    if (gathered === undefined) channel.dataCompleted(header);
    else channel.eventCompleted(header, gathered);
    if (this.#touched.at(-1) !== channel) this.#touched.push(channel);
    if (channel.complete) this.#channels.delete(channel.receiverId);
  }

  /** Ends the turn: everything gathered leaves with one write, if the connection can take it. */
  flush(): void {
    if (this.#closed || !this.#writable) return;
    const gained = this.#gained;
    this.#gained = [];
    for (const channel of gained) this.#announceCredit(channel);
    if (!this.#encoder.isEmpty) this.#writable = this.#connection.write(this.#encoder.take());
  }

  /** At once: the producer waits for it, whether or not anything is requested in this turn. */
  #greet(secret: string): void {
    this.#encoder.hello(secret);
    this.#writable = this.#connection.write(this.#encoder.take());
  }

  #announceCredit(channel: RemoteInputChannel): void {
    const credit = channel.credit.takeUnannounced();
    const wanted = this.#channels.get(channel.receiverId) === channel && channel.error === undefined;
    if (credit > 0 && wanted) this.#encoder.addCredit(channel.receiverId, credit);
    channel.showFigures();
  }

  #abandonPayload(): void {
    this.#receiving = undefined;
    this.#decoder.skipPayload();
  }

  #errorReceived(body: Uint8Array): void {
    const error = readRemoteError(body.subarray(5), this.peer);
    const channel = this.#channels.get(readU32(body, 1));
    if (body[0] === 0) {
      this.#connection.destroy(error);
      this.#lose(error);
    } else if (channel !== undefined) {
      this.#channels.delete(channel.receiverId);
      if (error.code === 'NET_PARTITION_NOT_FOUND') channel.partitionNotFound(error);
      else channel.fail(error);
    }
  }

  #lose(error: StreamError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#abandonPayload();
    this.#staging?.close();
    const channels = [...this.#channels.values()];
    this.#channels.clear();
    this.#options.closed(this);
    for (const channel of channels) channel.fail(error);
  }
}
