/** Where does data wait without credits? Here, and then in the kernel, and it waits for everybody: a message that finds
 *  no buffer is kept, the shared connection is not read any more, and what was already read queues behind it, whatever
 *  channel it is for, events and errors included. A recycled buffer lets the kept message through, then the queue, then
 *  reading goes on. Path: frame decoder → **staged reading** → consumer endpoint → remote input channels.
 *  Invariants: nothing overtakes a staged message; at most one buffer is awaited; a lent buffer is filled or returned.
 *  The credit model does without this file. Source: Flink 1.4's PartitionRequestClientHandler. */
import { assert } from '../../base/index.ts';
import type { Connection } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import type { FloatingBorrower, RemoteInputChannel } from '../channel/index.ts';
import { isDataType } from '../event/index.ts';
import { NO_SEGMENT } from '../ring/index.ts';
import { BufferHeader, type FrameSink, GATHER_PAYLOAD, SKIP_PAYLOAD } from '../wire/index.ts';
import { READING_TABLE, type ReadingInput, type ReadingState } from './reading-state.ts';
import type { Turn, TurnFlush } from './turn.ts';

/** The endpoint behind: it handles what the stage lets through. */
export interface StagedSink extends FrameSink {
  channel(receiverId: number): RemoteInputChannel | undefined;
  /** Wakes the consumers of what was handled. */
  wakeConsumers(): void;
}

export type StagedReadingOptions = {
  readonly connection: Pick<Connection, 'pause' | 'resume'>;
  readonly memory: SegmentMemory;
  readonly turn: Turn;
};

type StagedMessage =
  | { readonly kind: 'frame'; readonly id: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'buffer';
      readonly header: BufferHeader;
      readonly payload: Uint8Array;
      readonly channel: RemoteInputChannel | undefined;
    };
type StagedBuffer = Extract<StagedMessage, { readonly kind: 'buffer' }>;

const NO_BYTES = new Uint8Array(0);

export class StagedReading implements FrameSink, FloatingBorrower, TurnFlush {
  flushDeferred: boolean;
  readonly #sink: StagedSink;
  readonly #options: StagedReadingOptions;
  #state: ReadingState;
  /** The message that waits for a buffer, and the buffer once it is there. */
  #waiting: StagedBuffer | undefined;
  #granted: number;
  readonly #staged: StagedMessage[];
  /** The message being received goes to the stage. */
  #gathering: boolean;

  constructor(sink: StagedSink, options: StagedReadingOptions) {
    this.flushDeferred = false;
    this.#sink = sink;
    this.#options = options;
    this.#state = 'reading';
    this.#waiting = undefined;
    this.#granted = NO_SEGMENT;
    this.#staged = [];
    this.#gathering = false;
  }

  get state(): ReadingState {
    return this.#state;
  }

  /** Messages that wait, the one that waits for a buffer included. */
  get stagedCount(): number {
    return this.#staged.length + (this.#waiting === undefined ? 0 : 1);
  }

  frame(id: number, bytes: Uint8Array, at: number, length: number): void {
    if (this.#state === 'reading') return this.#sink.frame(id, bytes, at, length);
    this.#staged.push({ kind: 'frame', id, bytes: bytes.slice(at, at + length) });
  }

  bufferStarted(header: BufferHeader): number {
    if (this.#state === 'closed') return SKIP_PAYLOAD;
    if (this.#state === 'reading') {
      const channel = this.#sink.channel(header.receiverId);
      if (!needsBuffer(header, channel)) return this.#admit(header, channel);
      if (lend(channel)) return this.#admitLent(header, channel);
    }
    this.#gathering = true;
    return GATHER_PAYLOAD;
  }

  bufferCompleted(header: BufferHeader, gathered: Uint8Array | undefined): void {
    if (!this.#gathering) return this.#sink.bufferCompleted(header, gathered);
    this.#gathering = false;
    if (this.#state === 'closed') return;
    const channel = this.#sink.channel(header.receiverId);
    const payload = gathered?.slice() ?? NO_BYTES;
    if (channel !== undefined) channel.staged++;
    this.#stage({ kind: 'buffer', header: copyOf(header), payload, channel });
  }

  /** The awaited buffer: it is used when the turn ends, not inside whoever recycled it. */
  offer(segment: number): boolean {
    assert(this.#state === 'waiting' && this.#granted === NO_SEGMENT, 'one buffer is awaited at a time');
    this.#granted = segment;
    this.#options.turn.defer(this);
    return true;
  }

  /** The channel's gate is being closed: its buffer will not come. */
  channelReleased(channel: RemoteInputChannel): void {
    if (this.#waiting?.channel !== channel) return;
    this.#giveUpWaiting();
    this.#next('gateClosed');
    this.#options.turn.defer(this);
  }

  /** Ends the turn: lets through what can be handled now. */
  flush(): void {
    if (this.#waiting !== undefined && this.#granted !== NO_SEGMENT) this.#useGranted(this.#waiting);
    if (this.#state !== 'draining') return;
    while (this.#staged.length > 0) {
      const message = this.#staged.shift()!;
      if (!this.#handle(message)) break;
      if (this.#isClosed()) return;
    }
    if (this.#state === 'draining') {
      this.#next('stageEmpty');
      this.#options.connection.resume();
    }
    this.#sink.wakeConsumers();
  }

  close(): void {
    this.#giveUpWaiting();
    for (const message of this.#staged.splice(0)) unstage(message);
    this.#gathering = false;
    this.#next('connectionClosed');
  }

  /** A message came whole while something waits, or itself found no buffer. */
  #stage(message: StagedBuffer): void {
    if (this.#state !== 'reading') this.#staged.push(message);
    else this.#handle(message);
  }

  /** @returns false when the message found no buffer and waits for one now */
  #handle(message: StagedMessage): boolean {
    if (message.kind === 'frame') {
      this.#sink.frame(message.id, message.bytes, 0, message.bytes.length);
      return true;
    }
    const channel = this.#sink.channel(message.header.receiverId);
    if (!needsBuffer(message.header, channel)) {
      this.#deliver(message, this.#admit(message.header, channel));
      return true;
    }
    if (lend(channel)) {
      this.#deliver(message, this.#admitLent(message.header, channel));
      return true;
    }
    this.#await(message, channel);
    return false;
  }

  #await(message: StagedBuffer, channel: RemoteInputChannel): void {
    if (this.#state === 'reading') this.#options.connection.pause();
    this.#waiting = message;
    this.#next('bufferMissing');
    channel.pool.await(this);
  }

  #useGranted(message: StagedBuffer): void {
    const segment = this.#granted;
    const channel = message.channel!;
    this.#granted = NO_SEGMENT;
    this.#waiting = undefined;
    this.#next('bufferGranted');
    if (needsBuffer(message.header, this.#sink.channel(message.header.receiverId))) {
      channel.credit.lend(segment);
      this.#deliver(message, this.#admitLent(message.header, channel));
    } else {
      unstage(message);
      channel.pool.recycle(segment);
    }
  }

  /** @param to what the message was admitted as */
  #deliver(message: StagedBuffer, to: number): void {
    unstage(message);
    const { header, payload } = message;
    if (to === SKIP_PAYLOAD) return;
    if (to === GATHER_PAYLOAD) return this.#sink.bufferCompleted(header, payload);
    this.#options.memory.bytes.set(payload, to);
    this.#sink.bufferCompleted(header, undefined);
  }

  /** An empty data message is only counted: nothing is to be read, and no buffer is spent on it. */
  #admit(header: BufferHeader, channel: RemoteInputChannel | undefined): number {
    // The producer's backlog is for credits; without them nothing is borrowed ahead.
    header.backlog = -1;
    if (channel !== undefined && isDataType(header.dataType) && header.size === 0) {
      channel.emptyReceived(header);
      return SKIP_PAYLOAD;
    }
    return this.#sink.bufferStarted(header);
  }

  #admitLent(header: BufferHeader, channel: RemoteInputChannel): number {
    const to = this.#admit(header, channel);
    if (to === SKIP_PAYLOAD) channel.credit.returnLoan();
    return to;
  }

  #giveUpWaiting(): void {
    const message = this.#waiting;
    if (message === undefined) return;
    this.#waiting = undefined;
    unstage(message);
    const { pool } = message.channel!;
    const granted = this.#granted;
    this.#granted = NO_SEGMENT;
    if (granted === NO_SEGMENT) pool.forget(this);
    else pool.recycle(granted);
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #next(input: ReadingInput): void {
    const next = READING_TABLE[this.#state][input];
    assert(next !== undefined, `${input} does not happen while ${this.#state}`);
    this.#state = next;
  }
}

/** Whether the message takes a buffer of its channel's gate: data with bytes, of a channel that still reads. */
function needsBuffer(
  header: BufferHeader,
  channel: RemoteInputChannel | undefined,
): channel is RemoteInputChannel {
  return channel?.isReading === true && isDataType(header.dataType) && header.size > 0;
}

/** @returns false when the gate has no free buffer */
function lend(channel: RemoteInputChannel): boolean {
  const segment = channel.pool.request();
  if (segment === NO_SEGMENT) return false;
  channel.credit.lend(segment);
  return true;
}

function unstage(message: StagedMessage): void {
  if (message.kind === 'buffer' && message.channel !== undefined) message.channel.staged--;
}

function copyOf(header: BufferHeader): BufferHeader {
  return Object.assign(new BufferHeader(), header);
}
