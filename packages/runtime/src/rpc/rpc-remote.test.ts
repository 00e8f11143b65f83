/** Calls between two nodes over the simulated network: what local calls cannot show. */
import { describe, expect, it } from 'vitest';
import type { ActorSystem } from '../actor/index.ts';
import { asId, type FencingToken, isStreamError } from '../base/index.ts';
import { SimCluster } from '../testing/index.ts';
import {
  defineGateway,
  FencedRpcEndpoint,
  type GatewayDescriptor,
  type GatewayImplementation,
  type RpcGateway,
  RpcService,
  withTimeout,
} from './index.ts';

type StoreGateway = {
  put(bytes: Uint8Array): Promise<number>;
  get(sizeBytes: number): Promise<Uint8Array>;
  getFunction(): Promise<unknown>;
  fail(): Promise<void>;
  failOften(): void;
};

const STORE: GatewayDescriptor<StoreGateway> = defineGateway('StoreGateway', {
  put: 'ask',
  get: 'ask',
  getFunction: 'ask',
  fail: 'ask',
  failOften: 'tell',
});

class Store extends FencedRpcEndpoint<StoreGateway> implements GatewayImplementation<StoreGateway> {
  constructor(service: RpcService) {
    super(service, { name: 'store', gateway: STORE, fencingToken: asId<FencingToken>('leader-1') });
  }

  put(bytes: Uint8Array): number {
    return bytes.length;
  }

  get(sizeBytes: number): Uint8Array {
    return new Uint8Array(sizeBytes);
  }

  getFunction(): unknown {
    return () => 1;
  }

  fail(): void {
    throw new RangeError('out of range');
  }

  failOften(): void {
    throw new Error('nobody hears');
  }
}

class TwoNodes {
  readonly cluster = new SimCluster();
  store!: Store;
  gateway!: RpcGateway<StoreGateway>;
  client!: { readonly system: ActorSystem; readonly service: RpcService };

  async start(): Promise<this> {
    const limits = { frameLimitBytes: 10_000 };
    const [a, b] = [await this.cluster.start('a', limits), await this.cluster.start('b', limits)];
    this.client = { system: a, service: new RpcService(a, { io: this.cluster.world.node('a') }) };
    this.store = new Store(new RpcService(b, { io: this.cluster.world.node('b') }));
    this.store.start();
    const address = `${this.cluster.addressOf('b')}/user/rpc/store_*`;
    this.gateway = await this.cluster.world.complete(this.client.service.connect(address, STORE));
    return this;
  }

  async errorOf(promise: Promise<unknown>): Promise<unknown> {
    const none = (): undefined => undefined;
    return this.cluster.world.complete(promise.then(none, (error: unknown) => error));
  }
}

describe('calls to another node', () => {
  it('given a wildcard address and no token, then the endpoint is found and its token taken over', async () => {
    const { cluster, gateway } = await new TwoNodes().start();

    expect(gateway.address).toBe(`${cluster.addressOf('b')}/user/rpc/store_0`);
    expect(gateway.fencingToken).toBe('leader-1');
    expect(await cluster.world.complete(gateway.put(new Uint8Array(3)))).toBe(3);
  });

  it('54: given a call that fails there, then the error comes back with its class and message', async () => {
    const nodes = await new TwoNodes().start();

    const error = await nodes.errorOf(nodes.gateway.fail());

    expect(String(error)).toContain('out of range');
    nodes.gateway.failOften();
    expect(await nodes.cluster.world.complete(nodes.gateway.put(new Uint8Array(1)))).toBe(1);
  });

  it('57: given a call or an answer over the frame limit, then RPC_MESSAGE_TOO_LARGE names method and sizes', async () => {
    const nodes = await new TwoNodes().start();

    const errors = [
      await nodes.errorOf(nodes.gateway.put(new Uint8Array(20_000))),
      await nodes.errorOf(nodes.gateway.get(20_000)),
    ];

    expect(errors.map((error) => isStreamError(error, 'RPC_MESSAGE_TOO_LARGE'))).toEqual([true, true]);
    expect(errors).toMatchObject([
      { details: { method: 'put', limitBytes: 10_000 } },
      { details: { method: 'get', limitBytes: 10_000 } },
    ]);
    expect((await nodes.cluster.world.complete(nodes.gateway.get(5))).length).toBe(5);
  });

  it('60: given an answer that cannot travel, then only that call fails', async () => {
    const nodes = await new TwoNodes().start();

    const error = await nodes.errorOf(nodes.gateway.getFunction());

    expect(isStreamError(error, 'REMOTE_UNENCODABLE')).toBe(true);
    expect((await nodes.cluster.world.complete(nodes.gateway.get(5))).length).toBe(5);
  });

  it('given a control message forged by a peer, then the endpoint does not obey', async () => {
    const nodes = await new TwoNodes().start();
    const ref = await nodes.cluster.world.complete(nodes.client.system.resolve(nodes.gateway.address, 1_000));

    for (const forged of [
      { event: { type: 'TERMINATE' } },
      { action: 'stop' },
      { rpc: 'invoke', type: 'closeAsync', args: [], fencingToken: 'leader-1' },
    ]) {
      await nodes.errorOf(nodes.client.system.ask(ref, forged, { timeoutMs: 1_000 }));
    }

    expect(nodes.store.endpointState).toBe('STARTED');
  });

  it('given a node that crashed and came back, then calls through the old gateway fail and a new connect works', async () => {
    const nodes = await new TwoNodes().start();
    const { cluster, gateway, client } = nodes;
    cluster.world.crash('b');

    const lost = await nodes.errorOf(withTimeout(gateway, 500).get(1));
    const b = await cluster.start('b');
    new Store(new RpcService(b, { io: cluster.world.node('b') })).start();
    await cluster.world.advance(5_000);
    const fresh = await cluster.world.complete(client.service.connect(gateway.address, STORE));
    const stale = await nodes.errorOf(withTimeout(gateway, 500).get(1));

    expect(isStreamError(lost, 'ASK_TIMEOUT') || isStreamError(lost, 'RECIPIENT_UNREACHABLE')).toBe(true);
    expect((await cluster.world.complete(fresh.get(2))).length).toBe(2);
    expect(isStreamError(stale, 'RECIPIENT_UNREACHABLE')).toBe(true);
  });
});
