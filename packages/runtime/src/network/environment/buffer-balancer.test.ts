/** Redistribution as a TaskManager sees it, on virtual time: tasks that ask for more than is free still start, gates
 *  wait for what they promise as credit, and all comes back. */
import { describe, expect, it } from 'vitest';
import type { StreamError } from '../../base/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { NetworkBufferPool, RecycleStack, SegmentMemory } from '../buffer/index.ts';
import type { RemoteGatePlan } from '../channel/index.ts';
import { BufferBalancer } from './buffer-balancer.ts';

function balancerOf(segments: number) {
  const world = new SimWorld();
  const { clock, timers } = world.node('a');
  const memory = SegmentMemory.create(segments, 64, 1);
  const pool = new NetworkBufferPool(memory);
  const opened: RemoteGatePlan[] = [];
  const starved: StreamError[] = [];
  const balancer = new BufferBalancer(pool, {
    clock,
    timers,
    open: (plan) => opened.push(plan),
    starved: (_, error) => starved.push(error),
  });
  return { world, memory, pool, balancer, opened, starved };
}

function gateOf(pool: NetworkBufferPool, required: number): RemoteGatePlan {
  const grant = pool.grant({ owner: 'gate', required, wanted: required + 7 });
  return { gateKey: 'gate', grant, exclusivePerChannel: 2, channels: [] };
}

describe('the buffer balancer', () => {
  it('given enough free segments, when a gate is opened, then it opens at once and gets the excess a moment later', async () => {
    const { world, memory, pool, balancer, opened } = balancerOf(20);

    balancer.gateOpened(gateOf(pool, 5));
    balancer.changed();
    expect(opened.map(({ grant }) => grant.segments.length)).toEqual([5]);

    await world.advance(100);
    const added = new RecycleStack(memory, opened[0]!.grant.home).drainInto(new Int32Array(20), 0);
    expect([added, pool.freeSegments]).toEqual([7, 8]);
  });

  it('given what a gate requires is out, then it opens when enough of it was given back', async () => {
    const { world, memory, pool, balancer, opened, starved } = balancerOf(20);
    const early = pool.grant({ owner: 'early', required: 4, wanted: 20 });
    pool.distribute();
    const held = pool.gather(early).segments;

    balancer.gateOpened(gateOf(pool, 5));
    balancer.changed();
    await world.advance(1_000);
    expect(opened).toEqual([]);

    for (const segment of held.subarray(0, 5)) memory.giveBack(segment);
    await world.advance(100);
    expect(opened.map(({ grant }) => grant.segments.length)).toEqual([5]);
    expect(starved).toEqual([]);
  });

  it('given nobody gives back, then NET_BUFFERS_TIMEOUT is told once, and closing the gate returns what it had', async () => {
    const { world, pool, balancer, opened, starved } = balancerOf(20);
    const early = pool.grant({ owner: 'early', required: 4, wanted: 17 });
    pool.distribute();

    const gate = gateOf(pool, 5);
    balancer.gateOpened(gate);
    balancer.changed();
    await world.advance(60_000);
    expect(opened).toEqual([]);
    expect(starved.map(({ code }) => code)).toEqual(['NET_BUFFERS_TIMEOUT']);

    expect(balancer.gateClosed(gate.gateKey)).toBe(false);
    expect(pool.reclaim(gate.grant)).toBe(0);
    expect(pool.reclaim(early)).toBe(4);
    expect(pool.freeSegments).toBe(20);
    balancer.close();
  });
});
