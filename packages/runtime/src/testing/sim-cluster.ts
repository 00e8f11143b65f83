/** Actor systems on simulated nodes that talk over the simulated network: what a test of two processes needs.
 *  Nodes are `a`, `b`, `c`, each with an address known beforehand; a crashed node may be started again. */
import {
  type ActorRef,
  ActorSystem,
  FIFO_SCHEDULING,
  RandomScheduling,
  type SchedulingPolicy,
} from '../actor/index.ts';
import {
  formatRemoteAddress,
  type PeerInspection,
  type RemoteSettings,
  TcpTransport,
} from '../actor/remote/index.ts';
import type { NetworkAddress } from '../io/index.ts';
import { SimWorld, type SimWorldOptions } from '../io/sim/index.ts';

export type SimNodeName = 'a' | 'b' | 'c';

const ports: Readonly<Record<SimNodeName, number>> = { a: 7_001, b: 7_002, c: 7_003 };

export type SimClusterOptions = SimWorldOptions & {
  /** Of the actors' turns: in order of arrival (default), or any order, from the seed. */
  readonly scheduling?: 'fifo' | 'random';
};

export class SimCluster {
  readonly world: SimWorld;
  readonly #scheduling: 'fifo' | 'random';
  readonly #transports = new Map<SimNodeName, TcpTransport>();

  constructor(options: SimClusterOptions = {}) {
    this.world = new SimWorld(options);
    this.#scheduling = options.scheduling ?? 'fifo';
  }

  async start(node: SimNodeName, settings: Partial<RemoteSettings> = {}): Promise<ActorSystem> {
    const io = this.world.node(node);
    const where = { system: 'rivulet', ...this.networkAddressOf(node), settings };
    const transport = await this.world.complete(TcpTransport.bind(io, where));
    this.#transports.set(node, transport);
    const policy =
      this.#scheduling === 'fifo' ? FIFO_SCHEDULING : new RandomScheduling(io.random.fork('turns'));
    return ActorSystem.create({ name: 'rivulet', io, transport, scheduling: this.#noted(node, policy) });
  }

  /** Whom a node knows. */
  peersOf(node: SimNodeName): readonly PeerInspection[] {
    return this.#transports.get(node)?.peers() ?? [];
  }

  addressOf(node: SimNodeName): string {
    return formatRemoteAddress('rivulet', this.networkAddressOf(node));
  }

  networkAddressOf(node: SimNodeName): NetworkAddress {
    return { host: '127.0.0.1', port: ports[node] };
  }

  ask<R>(system: ActorSystem, target: ActorRef, message: unknown, timeoutMs: number = 10_000): Promise<R> {
    return this.world.complete(system.ask<R>(target, message, { timeoutMs }));
  }

  /** Who takes a turn belongs into the world's hash. */
  #noted(node: SimNodeName, policy: SchedulingPolicy): SchedulingPolicy {
    return {
      pick: (names) => {
        const index = policy.pick(names);
        this.world.note(`${node} ${names[index]}`);
        return index;
      },
    };
  }
}
