/** One connection per producing TaskManager and flow control, shared by all channels that read from it, whatever their
 *  job. With the old flow control a result may have a connection of its own, as in Flink 1.4: see `connectionGroup`.
 *  A connection stays when nobody reads over it, unless `taskmanager.network.tcp-connection.enable-reuse-across-jobs`
 *  says otherwise. Concurrent requests share one dial; a failed dial is forgotten, so that the next request dials anew.
 *  Source: Flink's PartitionRequestClientFactory. */
import type { FlowControl } from '../../graph/index.ts';
import type { Network, NetworkAddress } from '../../io/index.ts';
import type { RemoteChannelPlan, RemoteInputChannel } from '../channel/index.ts';
import { asConnectionError } from './connection-error.ts';
import { ConsumerEndpoint, type ConsumerEndpointOptions } from './consumer-endpoint.ts';

/** Flink's default is 120 s; a data port that does not answer within this is not there. */
const CONNECT_TIMEOUT_MS = 10_000;
/** One read takes up to eight segments from the socket: fewer system calls per byte (performance.md §3.4). */
const READ_BUFFER_BYTES = 262_144;

/** What all endpoints are given alike. */
type SharedOptions = Omit<ConsumerEndpointOptions, 'closed' | 'retired' | 'flowControl'>;

export class ConnectionPool {
  readonly #network: Network;
  readonly #shared: SharedOptions;
  readonly #dials: Map<string, Promise<ConsumerEndpoint>>;
  readonly #endpoints: Set<ConsumerEndpoint>;
  #closed: boolean;

  constructor(network: Network, shared: SharedOptions) {
    this.#network = network;
    this.#shared = shared;
    this.#dials = new Map();
    this.#endpoints = new Set();
    this.#closed = false;
  }

  /** Requests the channel's subpartition over the connection to its producer; failures go to the channel. */
  async request(channel: RemoteInputChannel): Promise<void> {
    try {
      const endpoint = await this.#endpointOf(channel.plan);
      if (channel.released || this.#closed) return endpoint.retireIfUnused();
      if (endpoint.isRetired) return await this.request(channel);
      if (endpoint.isClosed) throw new Error('it closed before the partition was requested');
      endpoint.request(channel);
    } catch (error) {
      channel.fail(asConnectionError(error, addressText(channel.plan.address)));
    }
    this.#shared.turn.end();
  }

  close(): void {
    this.#closed = true;
    for (const endpoint of this.#endpoints) endpoint.close();
    this.#dials.clear();
  }

  /** The endpoints that are connected, for tests and reports. */
  get endpoints(): readonly ConsumerEndpoint[] {
    return [...this.#endpoints];
  }

  #endpointOf({ address, flowControl, connectionGroup }: RemoteChannelPlan): Promise<ConsumerEndpoint> {
    const key = `${flowControl} ${addressText(address)} ${connectionGroup ?? ''}`;
    const known = this.#dials.get(key);
    if (known !== undefined) return known;
    const dial = this.#dial(address, flowControl, key);
    this.#dials.set(key, dial);
    return dial;
  }

  async #dial(address: NetworkAddress, flowControl: FlowControl, key: string): Promise<ConsumerEndpoint> {
    try {
      const dialing = { timeoutMs: CONNECT_TIMEOUT_MS, readBufferBytes: READ_BUFFER_BYTES };
      const connection = await this.#network.connect(address, dialing);
      const closed = (endpoint: ConsumerEndpoint): void => this.#forget(key, endpoint);
      const retired = (): void => void this.#dials.delete(key);
      const options = { ...this.#shared, flowControl, closed, retired };
      const endpoint = new ConsumerEndpoint(connection, options);
      if (this.#closed) endpoint.close();
      else this.#endpoints.add(endpoint);
      return endpoint;
    } catch (error) {
      this.#dials.delete(key);
      throw error;
    }
  }

  #forget(key: string, endpoint: ConsumerEndpoint): void {
    this.#endpoints.delete(endpoint);
    // A retired one may have a successor by now.
    if (!endpoint.isRetired) this.#dials.delete(key);
  }
}

function addressText(address: NetworkAddress): string {
  return `${address.host}:${address.port}`;
}
