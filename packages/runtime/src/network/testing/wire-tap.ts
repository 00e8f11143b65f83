/** A network door that counts, per receiver, what is on the way: credit towards the producer, data buffers towards the
 *  consumer. It reads the bytes that are written and the bytes that are delivered, and nothing of the endpoints, so the
 *  conservation test compares their books with what really travels. Imported by tests alone. */
import { type Connection, type ConnectionHandler, copyBytesPortably, type Network } from '../../io/index.ts';
import { isDataType } from '../event/index.ts';
import {
  ADD_CREDIT,
  BACKLOG_ANNOUNCEMENT,
  type BufferHeader,
  FrameDecoder,
  type FrameDirection,
  PARTITION_REQUEST,
  readI32,
  readU32,
  SKIP_PAYLOAD,
} from '../wire/index.ts';

export class WireTap {
  readonly #written: Counts = { credit: new Map(), data: new Map() };
  readonly #delivered: Counts = { credit: new Map(), data: new Map() };
  addCreditFrames: number = 0;
  /** Backlogs that producers announced by a frame of their own. */
  readonly backlogsAnnounced: number[] = [];
  /** Receivers of the data buffers, in the order in which they were written. */
  readonly dataOrder: number[] = [];

  /** Credit that was sent to the producer and has not arrived, the initial credit of a request included. */
  creditOnTheWay(receiverId: number): number {
    return count(this.#written.credit, receiverId) - count(this.#delivered.credit, receiverId);
  }

  dataOnTheWay(receiverId: number): number {
    return count(this.#written.data, receiverId) - count(this.#delivered.data, receiverId);
  }

  /** The door of one node, tapped. */
  tap(network: Network): Network {
    return {
      listen: (address, accept) =>
        network.listen(address, (connection) => accept(this.#tapped(connection, 'toConsumer'))),
      connect: async (address, options) =>
        this.#tapped(await network.connect(address, options), 'toProducer'),
    };
  }

  /** @param direction of what this end writes */
  #tapped(connection: Connection, direction: FrameDirection): Connection {
    const back = direction === 'toConsumer' ? 'toProducer' : 'toConsumer';
    const written = this.#counter(direction, this.#written);
    const delivered = this.#counter(back, this.#delivered);
    return {
      remoteAddress: connection.remoteAddress,
      localAddress: connection.localAddress,
      get pendingBytes() {
        return connection.pendingBytes;
      },
      write: (bytes, whenWritten) => {
        written(bytes);
        return connection.write(bytes, whenWritten);
      },
      handle: (handler: ConnectionHandler) =>
        connection.handle({
          data: (bytes) => {
            delivered(bytes);
            handler.data(bytes);
          },
          drained: () => handler.drained(),
          closed: (cause) => handler.closed(cause),
        }),
      cork: () => connection.cork(),
      uncork: () => connection.uncork(),
      pause: () => connection.pause(),
      resume: () => connection.resume(),
      end: () => connection.end(),
      destroy: (cause) => connection.destroy(cause),
    };
  }

  #counter(direction: FrameDirection, counts: Counts): (bytes: Uint8Array) => void {
    const sink = {
      frame: (id: number, bytes: Uint8Array, at: number): void => {
        if (id === ADD_CREDIT) {
          add(counts.credit, readU32(bytes, at + 4), readI32(bytes, at));
          if (counts === this.#written) this.addCreditFrames++;
        }
        if (id === BACKLOG_ANNOUNCEMENT && counts === this.#written)
          this.backlogsAnnounced.push(readI32(bytes, at));
        if (id === PARTITION_REQUEST) add(counts.credit, readU32(bytes, at), readI32(bytes, at + 8));
      },
      bufferStarted: (header: BufferHeader): number => {
        if (!isDataType(header.dataType)) return SKIP_PAYLOAD;
        add(counts.data, header.receiverId, 1);
        if (counts === this.#written) this.dataOrder.push(header.receiverId);
        return SKIP_PAYLOAD;
      },
      bufferCompleted: (): void => {},
    };
    const decoder = new FrameDecoder(sink, {
      direction,
      peer: 'tap',
      maxPayloadBytes: 1_000_000,
      target: new Uint8Array(0),
      copyBytes: copyBytesPortably,
    });
    let readable = true;
    return (bytes) => {
      try {
        if (readable) decoder.decode(bytes);
      } catch {
        // A test sends bad bytes on purpose; nothing behind them counts.
        readable = false;
      }
    };
  }
}

type Counts = { readonly credit: Map<number, number>; readonly data: Map<number, number> };

function count(counts: ReadonlyMap<number, number>, receiverId: number): number {
  return counts.get(receiverId) ?? 0;
}

function add(counts: Map<number, number>, receiverId: number, amount: number): void {
  counts.set(receiverId, count(counts, receiverId) + amount);
}
