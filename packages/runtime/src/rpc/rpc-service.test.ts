/** Cases 50 to 59 of the behaviours Flink's RPC tests hold it to, on one local system and on virtual time. */
import { describe, expect, it } from 'vitest';
import { ActorSystem } from '../actor/index.ts';
import { asId, type FencingToken, isStreamError } from '../base/index.ts';
import type { TimerHandle } from '../io/index.ts';
import { SimWorld } from '../io/sim/index.ts';
import {
  defineGateway,
  FencedRpcEndpoint,
  type GatewayDescriptor,
  type GatewayImplementation,
  RpcEndpoint,
  RpcService,
  withTimeout,
} from './index.ts';

type CounterGateway = {
  add(amount: number): Promise<number>;
  addLater(amount: number): Promise<number>;
  failNow(): Promise<void>;
  failLater(): Promise<void>;
  bump(): void;
};

const COUNTER: GatewayDescriptor<CounterGateway> = defineGateway('CounterGateway', {
  add: 'ask',
  addLater: 'ask',
  failNow: 'ask',
  failLater: 'ask',
  bump: 'tell',
});
const OTHER: GatewayDescriptor<{ nothing(): void }> = defineGateway('OtherGateway', { nothing: 'tell' });

class Counter extends RpcEndpoint<CounterGateway> implements GatewayImplementation<CounterGateway> {
  readonly events: string[] = [];
  total = 0;
  whenStopping: () => Promise<void> = () => Promise.resolve();
  startFailure: Error | undefined;
  readonly secret = 42;

  constructor(service: RpcService) {
    super(service, { name: 'counter', gateway: COUNTER });
  }

  add(amount: number): number {
    this.assertMainThread();
    this.total += amount;
    return this.total;
  }

  addLater(amount: number): Promise<number> {
    return Promise.resolve().then(() => this.total + amount);
  }

  failNow(): void {
    throw new RangeError('not now');
  }

  failLater(): Promise<void> {
    return Promise.reject(new RangeError('not later'));
  }

  bump(): void {
    this.total++;
  }

  /** Shows what is protected. */
  run(action: () => void): void {
    this.runAsync(action);
  }

  runLater(delayMs: number, action: () => void): TimerHandle {
    return this.scheduleRunAsync(delayMs, action);
  }

  continueWith<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.main(promise, then, failed);
  }

  protected override onStart(): void {
    this.events.push('onStart');
    if (this.startFailure !== undefined) throw this.startFailure;
  }

  protected override async onStop(): Promise<void> {
    this.events.push('onStop');
    await this.whenStopping();
  }
}

class FencedCounter
  extends FencedRpcEndpoint<CounterGateway>
  implements GatewayImplementation<CounterGateway>
{
  total = 0;

  constructor(service: RpcService, fencingToken: FencingToken) {
    super(service, { name: 'fenced', gateway: COUNTER, fencingToken });
  }

  add(amount: number): number {
    return (this.total += amount);
  }

  addLater(amount: number): number {
    return this.total + amount;
  }

  failNow(): void {}
  failLater(): void {}

  bump(): void {
    this.total++;
  }
}

function openService(): { world: SimWorld; system: ActorSystem; service: RpcService } {
  const world = new SimWorld();
  const io = world.node('node');
  const system = ActorSystem.create({ name: 'rivulet', io });
  return { world, system, service: new RpcService(system, { io }) };
}

async function errorOf(world: SimWorld, promise: Promise<unknown>): Promise<unknown> {
  return world.complete(
    promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

describe('the life of an endpoint', () => {
  it('50: given an endpoint that is not started, when called, then RPC_ENDPOINT_NOT_STARTED; after start it works', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);
    expect(endpoint.address).toBe('rivulet://rivulet/user/rpc/counter_0');
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));
    endpoint.stop();

    const refused = await errorOf(world, gateway.add(1));
    endpoint.start();
    const answer = await world.complete(gateway.add(2));

    expect(isStreamError(refused, 'RPC_ENDPOINT_NOT_STARTED')).toBe(true);
    expect(answer).toBe(2);
  });

  it('50: given an endpoint that is not started, when connected to, then the handshake is refused', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);

    const refused = await errorOf(world, service.connect(endpoint.address, COUNTER));

    expect(isStreamError(refused, 'RPC_ENDPOINT_NOT_STARTED')).toBe(true);
  });

  it('51: given onStart throws, then the termination promise rejects with that cause, and onStop has run', async () => {
    const { world, service, system } = openService();
    const endpoint = new Counter(service);
    endpoint.startFailure = new Error('no port');

    endpoint.start();

    expect(await errorOf(world, endpoint.terminated)).toBe(endpoint.startFailure);
    expect(endpoint.events).toEqual(['onStart', 'onStop']);
    // A failed start is the endpoint's own affair: others live on.
    expect(system.snapshot().some((actor) => actor.path === '/user/rpc')).toBe(true);
  });

  it('52: given two TERMINATEs, then onStop runs once; meanwhile calls and main-thread work are served', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));
    const stopping = Promise.withResolvers<void>();
    endpoint.whenStopping = () => stopping.promise;

    const terminations = [endpoint.closeAsync(), endpoint.closeAsync()];
    const served = await world.complete(gateway.add(5));
    endpoint.run(() => endpoint.events.push('ran'));
    await world.settle();
    stopping.resolve();
    await world.settle();
    const refused = await errorOf(world, gateway.add(1));

    expect(served).toBe(5);
    expect(endpoint.events).toEqual(['onStart', 'onStop', 'ran']);
    expect(endpoint.endpointState).toBe('TERMINATED');
    await world.complete(Promise.all(terminations));
    expect(isStreamError(refused, 'RECIPIENT_UNREACHABLE')).toBe(true);
  });

  it('53: given an endpoint that crashes outside of a call, then its siblings fail naming it and the system ends', async () => {
    const { world, service, system } = openService();
    const [crashing, sibling] = [new Counter(service), new Counter(service)];
    crashing.start();
    sibling.start();
    const defect = new Error('a defect');

    crashing.run(() => {
      throw defect;
    });

    expect(await errorOf(world, crashing.terminated)).toBe(defect);
    const siblingError = await errorOf(world, sibling.terminated);
    expect(isStreamError(siblingError, 'RPC_ENDPOINT_CRASHED')).toBe(true);
    expect(String(siblingError)).toContain('counter_0');
    await world.complete(system.whenTerminated);
  });

  it('58: given a service closed with five endpoints, one failing, then all stop, the system ends and the error surfaces', async () => {
    const { world, service, system } = openService();
    const endpoints = Array.from({ length: 5 }, () => new Counter(service));
    for (const endpoint of endpoints) endpoint.start();
    const failure = new Error('cannot stop');
    if (endpoints[2] !== undefined) endpoints[2].whenStopping = () => Promise.reject(failure);

    const error = await errorOf(world, service.close());

    expect(error).toBe(failure);
    expect(endpoints.map((endpoint) => endpoint.events)).toEqual(endpoints.map(() => ['onStart', 'onStop']));
    await world.complete(system.whenTerminated);
    expect(() => new Counter(service)).toThrow(/closed/);
    await errorOf(world, service.close());
  });

  it('59: given the termination promise, then code chained on it may start endpoints and call them', async () => {
    const { world, service } = openService();
    const first = new Counter(service);
    first.start();

    const answer = world.complete(
      first.closeAsync().then(async () => {
        const second = new Counter(service);
        second.start();
        return (await service.connect(second.address, COUNTER)).add(7);
      }),
    );

    expect(await answer).toBe(7);
  });

  it('given a delayed action, when the endpoint stops or it is cancelled while queued, then it does not run', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    await world.settle();

    endpoint.runLater(100, () => endpoint.events.push('late'));
    const second = endpoint.runLater(10, () => endpoint.events.push('second'));
    endpoint.runLater(10, () => second.cancel());
    endpoint.runLater(5, () => {
      endpoint.runLater(5, () => endpoint.events.push('never'));
      void endpoint.closeAsync();
    });
    await world.advance(1_000);

    expect(endpoint.events).toEqual(['onStart', 'onStop']);
  });

  it('given a promise, when it settles, then the continuation runs as a message of the endpoint', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);
    endpoint.start();

    endpoint.continueWith(
      Promise.resolve(3),
      (value) => endpoint.add(value),
      () => undefined,
    );
    endpoint.continueWith(
      Promise.reject(new Error('x')),
      () => undefined,
      () => endpoint.add(10),
    );
    await world.settle();

    expect(endpoint.total).toBe(13);
    expect(() => endpoint.add(1)).toThrow(/main thread/);
  });
});

describe('calls', () => {
  it('54: given a call that throws or rejects, then the caller sees the original error and the endpoint lives', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));

    const now = await errorOf(world, gateway.failNow());
    const later = await errorOf(world, gateway.failLater());

    expect(now).toEqual(new RangeError('not now'));
    expect(later).toEqual(new RangeError('not later'));
    gateway.bump();
    expect(await world.complete(gateway.addLater(1))).toBe(2);
  });

  it('given names outside of the gateway, then neither proxy nor endpoint runs anything', async () => {
    const { world, service, system } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));
    const ref = await world.complete(system.resolve(endpoint.address, 100));
    const options = { timeoutMs: 100 };

    expect(() => Reflect.get(gateway, 'secret') as unknown).toThrow(/no method secret/);
    expect(Reflect.get(gateway, 'then')).toBeUndefined();
    expect(Reflect.get(gateway, 'toJSON')).toBeUndefined();
    expect(await world.complete(Promise.resolve(gateway))).toBe(gateway);
    for (const type of ['secret', 'constructor', 'run', 'onStop', '__proto__', 7]) {
      const error = await errorOf(world, system.ask(ref, { rpc: 'invoke', type, args: [] }, options));
      expect(isStreamError(error, 'RPC_UNKNOWN_METHOD')).toBe(true);
    }
    const malformed = await errorOf(
      world,
      system.ask(ref, { rpc: 'invoke', type: 'add', args: 'x' }, options),
    );
    expect(isStreamError(malformed, 'RPC_UNKNOWN_METHOD')).toBe(true);
    const control = await errorOf(world, system.ask(ref, { event: { type: 'TERMINATE' } }, options));
    expect(isStreamError(control, 'RPC_UNKNOWN_METHOD')).toBe(true);
    expect(endpoint.endpointState).toBe('STARTED');
  });

  it('55: given a wrong or missing fencing token, then FENCING_TOKEN_MISMATCH and no side effect', async () => {
    const { world, service, system } = openService();
    const endpoint = new FencedCounter(service, asId('leader-1'));
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));
    const ref = await world.complete(system.resolve(endpoint.address, 100));
    const call = { rpc: 'invoke', type: 'add', args: [1] };

    const errors = [
      await errorOf(world, service.connect(endpoint.address, COUNTER, asId('leader-0'))),
      await errorOf(world, system.ask(ref, { ...call, fencingToken: 'leader-0' }, { timeoutMs: 100 })),
      await errorOf(world, system.ask(ref, { ...call, fencingToken: null }, { timeoutMs: 100 })),
      await errorOf(world, system.ask(ref, call, { timeoutMs: 100 })),
    ];

    expect(errors.map((error) => isStreamError(error, 'FENCING_TOKEN_MISMATCH'))).toEqual(
      errors.map(() => true),
    );
    expect(endpoint.total).toBe(0);
    expect(gateway.fencingToken).toBe('leader-1');
    expect(await world.complete(gateway.add(1))).toBe(1);
  });

  it('56: given another version or gateway, then the handshake is refused', async () => {
    const { world, service, system } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    const ref = await world.complete(system.resolve(endpoint.address, 100));
    const handshake = { rpc: 'handshake', type: 'handshake', version: 1, gateway: 'CounterGateway' };

    const version = await errorOf(world, system.ask(ref, handshake, { timeoutMs: 100 }));
    const gateway = await errorOf(world, service.connect(endpoint.address, OTHER));

    expect(isStreamError(version, 'RPC_VERSION_MISMATCH')).toBe(true);
    expect(isStreamError(gateway, 'RPC_GATEWAY_MISMATCH')).toBe(true);
  });

  it('given an address with a wildcard, then the one living endpoint of that name is found', async () => {
    const { world, service } = openService();
    const [first, second] = [new Counter(service), new Counter(service)];
    first.start();
    second.start();
    await world.complete(first.closeAsync());

    const gateway = await world.complete(service.connect(`${service.address}/user/rpc/counter_*`, COUNTER));

    expect(gateway.address).toBe(second.address);
  });

  it('given an ask that is not answered in time, then ASK_TIMEOUT names the method and the late answer is a dead letter', async () => {
    const { world, service, system } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));
    const answer = Promise.withResolvers<number>();
    endpoint.addLater = () => answer.promise;

    const error = await errorOf(world, withTimeout(gateway, 50).addLater(1));
    answer.resolve(1);
    await world.settle();

    expect(isStreamError(error, 'ASK_TIMEOUT')).toBe(true);
    expect(String(error)).toContain('addLater');
    expect(system.deadLetters.count('lateReply')).toBe(1);
  });

  it('given a told call that throws, then it is logged and the endpoint lives', async () => {
    const { world, service } = openService();
    const endpoint = new Counter(service);
    endpoint.start();
    const gateway = await world.complete(service.connect(endpoint.address, COUNTER));
    endpoint.bump = () => {
      throw new Error('no bump');
    };

    gateway.bump();
    await world.settle();

    expect(world.logLines.some((line) => line.level === 'warn' && line.fields.method === 'bump')).toBe(true);
    expect(await world.complete(gateway.add(1))).toBe(1);
  });
});
