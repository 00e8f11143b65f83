/** Cases 50 to 53, 58 and 59 of what Flink's RPC tests hold it to: the life of endpoints, on virtual time. */
import { describe, expect, it } from 'vitest';
import { isStreamError } from '../../base/index.ts';
import { COUNTER, CounterEndpoint, errorOf, openService } from '../testing/counter-endpoint.ts';

describe('the life of an endpoint', () => {
  it('50: given an endpoint that is not started, when called, then RPC_ENDPOINT_NOT_STARTED; after start it works', async () => {
    const { world, service } = openService();
    const endpoint = new CounterEndpoint(service);
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
    const endpoint = new CounterEndpoint(service);

    const refused = await errorOf(world, service.connect(endpoint.address, COUNTER));

    expect(isStreamError(refused, 'RPC_ENDPOINT_NOT_STARTED')).toBe(true);
  });

  it('51: given onStart throws, then the termination promise rejects with that cause, and onStop has run', async () => {
    const { world, service, system } = openService();
    const endpoint = new CounterEndpoint(service);
    endpoint.startFailure = new Error('no port');

    endpoint.start();

    expect(await errorOf(world, endpoint.terminated)).toBe(endpoint.startFailure);
    expect(endpoint.events).toEqual(['onStart', 'onStop']);
    // A failed start is the endpoint's own affair: others live on.
    expect(system.snapshot().some((actor) => actor.path === '/user/rpc')).toBe(true);
  });

  it('52: given two TERMINATEs, then onStop runs once; meanwhile calls and main-thread work are served', async () => {
    const { world, service } = openService();
    const endpoint = new CounterEndpoint(service);
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
    const [crashing, sibling] = [new CounterEndpoint(service), new CounterEndpoint(service)];
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
    const endpoints = Array.from({ length: 5 }, () => new CounterEndpoint(service));
    for (const endpoint of endpoints) endpoint.start();
    const failure = new Error('cannot stop');
    if (endpoints[2] !== undefined) endpoints[2].whenStopping = () => Promise.reject(failure);

    const error = await errorOf(world, service.close());

    expect(error).toBe(failure);
    expect(endpoints.map((endpoint) => endpoint.events)).toEqual(endpoints.map(() => ['onStart', 'onStop']));
    await world.complete(system.whenTerminated);
    expect(() => new CounterEndpoint(service)).toThrow(
      expect.objectContaining({ code: 'RPC_SERVICE_CLOSED' }),
    );
    await errorOf(world, service.close());
  });

  it('59: given the termination promise, then code chained on it may start endpoints and call them', async () => {
    const { world, service } = openService();
    const first = new CounterEndpoint(service);
    first.start();

    const answer = world.complete(
      first.closeAsync().then(async () => {
        const second = new CounterEndpoint(service);
        second.start();
        return (await service.connect(second.address, COUNTER)).add(7);
      }),
    );

    expect(await answer).toBe(7);
  });

  it('given a delayed action, when the endpoint stops or it is cancelled while queued, then it does not run', async () => {
    const { world, service } = openService();
    const endpoint = new CounterEndpoint(service);
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
    const endpoint = new CounterEndpoint(service);
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
