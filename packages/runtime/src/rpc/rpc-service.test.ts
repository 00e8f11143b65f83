/** Cases 54 to 56 of what Flink's RPC tests hold it to: calls, fencing, handshake; one local system, virtual time. */
import { describe, expect, it } from 'vitest';
import { asId, isStreamError } from '../base/index.ts';
import { defineGateway, type GatewayDescriptor, withTimeout } from './index.ts';
import {
  COUNTER,
  CounterEndpoint,
  errorOf,
  FencedCounterEndpoint,
  openService,
} from './testing/counter-endpoint.ts';

const OTHER: GatewayDescriptor<{ nothing(): void }> = defineGateway('OtherGateway', { nothing: 'tell' });

describe('calls', () => {
  it('54: given a call that throws or rejects, then the caller sees the original error and the endpoint lives', async () => {
    const { world, service } = openService();
    const endpoint = new CounterEndpoint(service);
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
    const endpoint = new CounterEndpoint(service);
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
    const endpoint = new FencedCounterEndpoint(service, asId('leader-1'));
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
    const endpoint = new CounterEndpoint(service);
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
    const [first, second] = [new CounterEndpoint(service), new CounterEndpoint(service)];
    first.start();
    second.start();
    await world.complete(first.closeAsync());

    const gateway = await world.complete(service.connect(`${service.address}/user/rpc/counter_*`, COUNTER));

    expect(gateway.address).toBe(second.address);
  });

  it('given an ask that is not answered in time, then ASK_TIMEOUT names the method and the late answer is a dead letter', async () => {
    const { world, service, system } = openService();
    const endpoint = new CounterEndpoint(service);
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
    const endpoint = new CounterEndpoint(service);
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
