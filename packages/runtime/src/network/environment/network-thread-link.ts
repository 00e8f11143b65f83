/** The main thread's end of the network thread: starts it, talks to it, notices when it dies.
 *  Invariant: `exited` is told once, and only when nobody asked the thread to close. */
import { assertNever, StreamError, streamError } from '../../base/index.ts';
import type { NetworkAddress, Thread, Threads } from '../../io/index.ts';
import type { FromNetworkThread, NetworkThreadData, ToNetworkThread } from './network-thread-messages.ts';

export type NetworkThreadEvent = Exclude<
  FromNetworkThread,
  { readonly type: 'listening' | 'listenFailed' | 'closed' }
>;

export type NetworkThreadLinkOptions = {
  readonly entry: URL;
  readonly data: NetworkThreadData;
  readonly received: (event: NetworkThreadEvent) => void;
  readonly exited: (error: StreamError) => void;
};

export class NetworkThreadLink {
  readonly threadId: number;
  readonly listening: Promise<NetworkAddress>;
  readonly #thread: Thread;
  readonly #options: NetworkThreadLinkOptions;
  readonly #listening: PromiseWithResolvers<NetworkAddress>;
  #closing: boolean;

  constructor(threads: Threads, options: NetworkThreadLinkOptions) {
    this.#options = options;
    this.#closing = false;
    this.#listening = Promise.withResolvers<NetworkAddress>();
    this.listening = this.#listening.promise;
    this.#thread = threads.spawn(options.entry, { name: 'network', data: options.data });
    this.threadId = this.#thread.threadId;
    this.#thread.onMessage((message) => this.#receive(message as FromNetworkThread));
    void this.#watch();
  }

  get osThreadId(): number | undefined {
    return this.#thread.osThreadId;
  }

  post(message: ToNetworkThread): void {
    this.#thread.post(message);
  }

  /** Lets the thread close its sockets and end. */
  async close(): Promise<void> {
    this.#closing = true;
    this.post({ type: 'close' });
    await this.#thread.exited;
  }

  #receive(message: FromNetworkThread): void {
    switch (message.type) {
      case 'listening':
        return this.#listening.resolve(message.address);
      case 'listenFailed':
        return this.#listening.reject(StreamError.fromJSON(message.error));
      case 'subpartitionRead':
      case 'inFlightOutput':
      case 'taskEventReceived':
      case 'partitionReleased':
      case 'channelFailed':
      case 'partitionMissing':
      case 'gateReleased':
        return this.#options.received(message);
      case 'closed':
        return;
      default:
        assertNever(message, 'message from the network thread');
    }
  }

  async #watch(): Promise<void> {
    const exit = await this.#thread.exited;
    if (this.#closing) return;
    const reason = exit.error?.message ?? `exit code ${exit.code}`;
    const error = streamError('NET_THREAD_LOST', { reason }, exit.error);
    this.#listening.reject(error);
    this.#options.exited(error);
  }
}
