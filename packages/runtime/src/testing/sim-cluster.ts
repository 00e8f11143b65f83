/** Actor systems on simulated nodes that talk over the simulated network: what a test of two processes needs.
 *  Nodes are `a`, `b`, `c`, each with an address known beforehand; a crashed node may be started again. */
import { type ActorRef, ActorSystem } from '../actor/index.ts';
import { formatRemoteAddress, type RemoteSettings, TcpTransport } from '../actor/remote/index.ts';
import type { NetworkAddress } from '../io/index.ts';
import { SimWorld, type SimWorldOptions } from '../io/sim/index.ts';

export type SimNodeName = 'a' | 'b' | 'c';

const ports: Readonly<Record<SimNodeName, number>> = { a: 7_001, b: 7_002, c: 7_003 };

export class SimCluster {
  readonly world: SimWorld;

  constructor(options: SimWorldOptions = {}) {
    this.world = new SimWorld(options);
  }

  async start(node: SimNodeName, settings: Partial<RemoteSettings> = {}): Promise<ActorSystem> {
    const io = this.world.node(node);
    const where = { system: 'rivulet', ...this.networkAddressOf(node), settings };
    const transport = await this.world.complete(TcpTransport.bind(io, where));
    return ActorSystem.create({ name: 'rivulet', io, transport });
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
}
