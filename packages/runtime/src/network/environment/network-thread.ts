/** Joins a `NetworkExchange` to a thread: control messages in and out of its port, turns when its doorbell rings.
 *  Path: main thread ⇄ message port ⇄ **network thread** → exchange → sockets.
 *  Between turns the thread is in its event loop: sockets are served, and a parked doorbell costs nothing. A turn is
 *  bounded by the windows of the connections, and the event loop gets its chance before the next one. */
import { assertNever, isStreamError, StreamError, streamError } from '../../base/index.ts';
import type { CopyBytes, Io, ThreadPort, Timers } from '../../io/index.ts';
import { SegmentMemory } from '../buffer/index.ts';
import { type ExchangeListener, NetworkExchange } from '../exchange/index.ts';
import { Doorbell } from '../ring/index.ts';
import type { FromNetworkThread, NetworkThreadData, ToNetworkThread } from './network-thread-messages.ts';

/** Calls `run` once when the doorbell rings, or early. */
export type AwaitRing = (doorbell: Doorbell, run: () => void) => void;

export class NetworkThread {
  readonly #port: ThreadPort;
  readonly #awaitRing: AwaitRing;
  readonly #doorbell: Doorbell;
  readonly #exchange: NetworkExchange;
  #closed: boolean;

  /** @param awaitRing how the thread sleeps; a simulated one must not really sleep */
  constructor(port: ThreadPort, io: Io, copyBytes: CopyBytes, awaitRing: AwaitRing = untilRung(io)) {
    const data = port.data as NetworkThreadData;
    const memory = SegmentMemory.attach(data.memory);
    this.#port = port;
    this.#awaitRing = awaitRing;
    this.#doorbell = new Doorbell(memory.doorbells, data.thread);
    const { partitionRequestTimeoutMs, sendWindow, secret, reuseConnections } = data;
    const settings = { partitionRequestTimeoutMs, sendWindow, secret, reuseConnections };
    const options = { memory, doorbell: this.#doorbell, copyBytes, ...settings };
    this.#exchange = new NetworkExchange(
      io,
      options,
      reportTo((message) => port.post(message)),
    );
    this.#closed = false;
    port.onMessage((message) => this.#receive(message as ToNetworkThread));
    void this.#listen(data);
    this.#run();
  }

  #run(): void {
    if (this.#closed) return;
    this.#exchange.turn();
    this.#awaitRing(this.#doorbell, () => this.#run());
  }

  async #listen(data: NetworkThreadData): Promise<void> {
    try {
      this.#post({ type: 'listening', address: await this.#exchange.listen(data.listenAddress) });
    } catch (error) {
      const coded = isStreamError(error) ? error : streamError('NET_THREAD_LOST', { reason: String(error) });
      this.#post({ type: 'listenFailed', error: coded.toJSON() });
    }
  }

  #receive(message: ToNetworkThread): void {
    switch (message.type) {
      case 'registerPartition':
        return this.#exchange.registerPartition(message.partitionId, message.rings);
      case 'releasePartition': {
        const error = message.error === undefined ? undefined : StreamError.fromJSON(message.error);
        return this.#exchange.releasePartition(message.partitionId, error);
      }
      case 'openGate':
        return this.#exchange.openGate(message.plan);
      case 'releaseGate':
        return this.#exchange.releaseGate(message.gateKey);
      case 'requestAgain':
        return this.#exchange.requestAgain(message.gateKey, message.channelIndex);
      case 'sendTaskEvent':
        return this.#exchange.sendTaskEvent(message.gateKey, message.channelIndex, message.event);
      case 'close':
        return void this.#close();
      default:
        assertNever(message, 'message to the network thread');
    }
  }

  async #close(): Promise<void> {
    this.#closed = true;
    await this.#exchange.close();
    this.#post({ type: 'closed' });
    this.#port.close();
  }

  #post(message: FromNetworkThread): void {
    this.#port.post(message);
  }
}

/** For a thread that must not really sleep (a simulated one): looks again every `periodMs` of its own time. */
export function lookEvery(timers: Timers, periodMs: number): AwaitRing {
  return (_, run) => void timers.after(periodMs, run);
}

/** Sleeps in the event loop until the doorbell rings; sockets and messages are served meanwhile. */
function untilRung(io: Io): AwaitRing {
  return (doorbell, run) => {
    const rung = doorbell.parkAsync();
    if (rung === undefined) io.timers.yielded(run);
    else void rung.then(run);
  };
}

function reportTo(post: (message: FromNetworkThread) => void): ExchangeListener {
  return {
    subpartitionRead: (partitionId, subpartitionIndex) =>
      post({ type: 'subpartitionRead', partitionId, subpartitionIndex }),
    inFlightOutput: (partitionId, subpartitionIndex, checkpointId, slices) =>
      post({ type: 'inFlightOutput', partitionId, subpartitionIndex, checkpointId, slices }),
    taskEventReceived: (partitionId, event) => post({ type: 'taskEventReceived', partitionId, event }),
    partitionReleased: (partitionId) => post({ type: 'partitionReleased', partitionId }),
    channelFailed: (gateKey, channelIndex, error) =>
      post({ type: 'channelFailed', gateKey, channelIndex, error: error.toJSON() }),
    partitionMissing: (gateKey, channelIndex, error) =>
      post({ type: 'partitionMissing', gateKey, channelIndex, error: error.toJSON() }),
    gateReleased: (gateKey) => post({ type: 'gateReleased', gateKey }),
  };
}
