/** Ringing and parking, in one thread: what is rung is heard, and nobody sleeps over it. */
import { describe, expect, it } from 'vitest';
import { BITS_PER_THREAD, CONTROL_SOURCE, Doorbell, DoorbellTable } from './index.ts';

function doorbellOf(thread: number = 1) {
  const buffer = DoorbellTable.createBuffer(3);
  return {
    buffer,
    table: new DoorbellTable(buffer),
    doorbell: new Doorbell(new DoorbellTable(buffer), thread),
  };
}

describe('a doorbell', () => {
  it('given several sources, when some ring, then exactly their listeners are told, once', () => {
    const { table, doorbell } = doorbellOf();
    const told: number[] = [];
    const sources = Array.from({ length: 100 }, (_, i) => doorbell.register({ onReady: () => told.push(i) }));

    table.ring(1, sources[3]!);
    table.ring(1, sources[77]!);
    table.ring(1, sources[77]!);
    expect(doorbell.dispatch()).toBe(true);

    expect(told.sort((a, b) => a - b)).toEqual([3, 77]);
    expect(doorbell.dispatch()).toBe(false);
  });

  it('given more sources than bits, when one rings, then it is told, others of its bit perhaps too', () => {
    const { table, doorbell } = doorbellOf();
    const told = new Set<number>();
    const sources = Array.from({ length: BITS_PER_THREAD * 2 }, (_, i) =>
      doorbell.register({ onReady: () => told.add(i) }),
    );

    table.ring(1, sources[1500]!);
    doorbell.dispatch();

    expect(told).toEqual(new Set([1500, 1500 - BITS_PER_THREAD]));
  });

  it('given another thread is rung, then this one hears nothing', () => {
    const { table, doorbell } = doorbellOf();

    table.ring(2, CONTROL_SOURCE);

    expect(doorbell.dispatch()).toBe(false);
  });

  it('given it was rung, or somebody dispatched since, then parking returns at once, and once only', () => {
    const { table, doorbell } = doorbellOf();

    table.ring(1, CONTROL_SOURCE);
    doorbell.park(Infinity);
    doorbell.dispatch();
    expect(doorbell.controlRung).toBe(true);
    doorbell.park(Infinity);

    expect(doorbell.parkAsync()).toBeInstanceOf(Promise);
    table.ring(1, CONTROL_SOURCE);
  });

  it('given it waits in its event loop, when it is rung, then the promise resolves', async () => {
    const { buffer, doorbell } = doorbellOf();
    const rung = doorbell.parkAsync();

    Doorbell.ringControl({ table: buffer, thread: 1 });

    expect(await rung).toBe('ok');
  });

  it('given a source is unregistered, when its late ring comes, then its successor may be told, nobody else', () => {
    const { table, doorbell } = doorbellOf();
    const source = doorbell.register({ onReady: () => expect.unreachable() });
    doorbell.unregister(source);

    table.ring(1, source);

    expect(doorbell.dispatch()).toBe(true);
    expect(doorbell.register({ onReady: () => {} })).toBe(source);
  });
});
