/** Looking into two processes from one of them, over simulated TCP: lists, causes that cross, pausing over there. */
import { describe, expect, it } from 'vitest';
import { ClusterInspector } from '../actor/index.ts';
import { SimWorld } from '../io/sim/index.ts';
import { type ControlPlane, openControlPlane } from './control-plane.ts';
import { COUNTER, CounterEndpoint } from './testing/counter-endpoint.ts';

const LIMITS = { askTimeoutMs: 10_000, frameLimitBytes: 10_485_760 };
const VIEW = { queued: 10, handled: 10, payloads: false };

async function open(world: SimWorld, name: string): Promise<ControlPlane> {
  const rpc = { host: '127.0.0.1', port: 0 };
  return world.complete(openControlPlane({ ...LIMITS, rpc }, world.node(name)));
}

async function twoProcesses(): Promise<{ world: SimWorld; here: ControlPlane; there: ControlPlane }> {
  const world = new SimWorld();
  const [here, there] = [await open(world, 'here'), await open(world, 'there')];
  there.inspector.describe('tm-a');
  return { world, here, there };
}

describe('looking into a peer', () => {
  it('given a peer, then its actors, its mailbox and its part of the trace are seen from here', async () => {
    const { world, here, there } = await twoProcesses();
    const cluster = new ClusterInspector(here.inspector);
    const endpoint = new CounterEndpoint(there.service);
    const caller = new CounterEndpoint(here.service);
    endpoint.start();
    caller.start();
    const gateway = await world.complete(here.service.connect(endpoint.address, COUNTER));
    caller.run(() => void gateway.add(1));
    await world.settle();
    await world.advance(10);

    const { reports, missing } = await world.complete(cluster.actors());
    const trace = await world.complete(cluster.trace(100));

    expect(missing).toEqual([]);
    expect(reports.map(({ process }) => process)).toEqual(['jobmanager', 'tm-a']);
    const added = trace.reports[1]?.records.find(({ type }) => type === 'add');
    const ran = trace.reports[0]?.records.find(({ type }) => type === 'RunAsync');
    expect(added).toMatchObject({ from: `${here.system.address}/user/rpc/counter_0`, cause: ran?.id });
    expect(added!.id).toBeGreaterThan(ran!.id);
    await world.complete(Promise.all([here.service.close(), there.service.close()]));
  });

  it('given a paused endpoint over there, then its queue and who waits for it are seen from here', async () => {
    const { world, here, there } = await twoProcesses();
    const cluster = new ClusterInspector(here.inspector);
    const endpoint = new CounterEndpoint(there.service);
    endpoint.start();
    const gateway = await world.complete(here.service.connect(endpoint.address, COUNTER));

    const { reports } = await world.complete(cluster.control('pause', endpoint.address, 1));
    const answer = gateway.add(5);
    await world.advance(1_000);
    const [mailbox] = await world.complete(cluster.mailboxes(endpoint.address, VIEW));
    const { waiting } = await world.complete(cluster.control('resume', endpoint.address, 1));

    expect(reports).toMatchObject([{ process: 'tm-a', paths: ['/user/rpc/counter_0'] }]);
    expect(mailbox).toMatchObject({
      process: 'tm-a',
      user: [{ type: 'add' }],
      asksIn: [{ description: 'add' }],
    });
    expect(waiting).toMatchObject([{ description: 'add' }]);
    expect(waiting[0]!.leftMs).toBeLessThanOrEqual(9_000);
    expect(await world.complete(answer)).toBe(5);
    await world.complete(Promise.all([here.service.close(), there.service.close()]));
  });

  it('given a peer that does not answer, then it is named as missing, and the rest is there', async () => {
    const { world, here, there } = await twoProcesses();
    const cluster = new ClusterInspector(here.inspector);
    const endpoint = new CounterEndpoint(there.service);
    endpoint.start();
    await world.complete(here.service.connect(endpoint.address, COUNTER));
    world.crash('there');

    const { reports, missing } = await world.complete(cluster.actors());

    expect(reports.map(({ process }) => process)).toEqual(['jobmanager']);
    expect(missing).toMatchObject([{ address: there.system.address }]);
    await world.complete(here.service.close());
  });
});
