/** Sends what the views of one connection have: a buffer of the first available view, then that view goes to the tail.
 *  Path: credit view → **view sender** → connection.
 *  No more than a small window of buffers is with the socket at a time, so that a view which becomes available is never
 *  far behind; Flink's window is one buffer, docs/adr/0011 tells why it is wider here.
 *  Invariant: bytes given to the socket are not touched until it has written them. */
import type { Connection } from '../../io/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { serializeEvent } from '../event/index.ts';
import { BUFFER_HEADER_BYTES, BufferHeader } from '../wire/index.ts';
import type { CreditView } from './credit-view.ts';
import { FramesOnTheWay } from './frames-on-the-way.ts';
import { WriteWatermarks } from './write-watermarks.ts';

export class ViewSender {
  readonly #connection: Connection;
  readonly #memory: SegmentMemory;
  readonly #available: CreditView[];
  readonly #onTheWay: FramesOnTheWay;
  readonly #header: BufferHeader;
  readonly #frameWritten: () => void;
  /** Only with the old flow control. */
  #watermarks: WriteWatermarks | undefined;
  #closed: boolean;

  /** @param halfWritten called when half of a full window has been written: time to refill it */
  constructor(connection: Connection, memory: SegmentMemory, window: number, halfWritten: () => void) {
    this.#connection = connection;
    this.#memory = memory;
    this.#available = [];
    this.#onTheWay = new FramesOnTheWay(memory, window);
    this.#header = new BufferHeader();
    this.#watermarks = undefined;
    this.#closed = false;
    this.#frameWritten = () => {
      if (this.#closed) return;
      this.#onTheWay.written();
      // Not after each buffer: they are to leave in groups, not one system call each.
      if (this.#onTheWay.length <= this.#onTheWay.capacity >> 1) halfWritten();
    };
  }

  /** From now on the connection's own buffer decides, too, when to stop: the old flow control. */
  obeyWatermarks(): void {
    this.#watermarks ??= new WriteWatermarks(this.#memory.segmentSize);
  }

  enqueue(view: CreditView): void {
    if (view.queued) return;
    view.queued = true;
    this.#available.push(view);
  }

  /** Sends until nothing is available or the window is full. @param ended called for a view that sent its last word */
  sendAvailable(ended: (view: CreditView) => void): void {
    while (this.#available.length > 0 && this.#onTheWay.length < this.#onTheWay.capacity) {
      if (this.#watermarks?.allow(this.#connection.pendingBytes) === false) return;
      const view = this.#available.shift()!;
      view.queued = false;
      if (view.released || !view.poll()) continue;
      if (view.polledNothingToSend) this.#onTheWay.recycleAfterLast(view.view.segmentDone);
      else this.#send(view);
      if (view.view.event?.kind === 'endOfPartition') ended(view);
      else this.enqueue(view);
    }
  }

  /** The connection is gone: nothing reads the bytes any more, their segments go home. */
  close(): void {
    this.#closed = true;
    this.#available.length = 0;
    this.#onTheWay.abandon();
  }

  /** Hot: once per buffer. */
  #send(view: CreditView): void {
    const { event, start, end, segmentDone, dataType } = view.view;
    const slot = this.#onTheWay.add(view, segmentDone);
    const header = this.#header;
    header.receiverId = view.receiverId;
    header.subpartition = view.subpartitionIndex;
    header.sequence = view.nextSequence();
    header.backlog = view.backlogToTell();
    header.dataType = dataType;
    if (event === undefined) {
      header.size = end - start;
      header.write(this.#onTheWay.headers[slot]!, 0);
      this.#connection.write(this.#onTheWay.headers[slot]!);
      this.#connection.write(this.#memory.bytes.subarray(start, end), this.#frameWritten);
    } else {
      const bytes = this.#onTheWay.slotBytes[slot]!;
      header.size = serializeEvent(event, bytes, BUFFER_HEADER_BYTES);
      header.write(bytes, 0);
      this.#connection.write(bytes.subarray(0, BUFFER_HEADER_BYTES + header.size), this.#frameWritten);
    }
  }
}
