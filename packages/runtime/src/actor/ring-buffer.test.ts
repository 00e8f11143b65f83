/** The queue under every mailbox, against a plain array. */
import { describe, expect, it } from 'vitest';
import { RingBuffer } from './ring-buffer.ts';

describe('ring buffer', () => {
  it('given pushes and shifts that wrap and grow, then order, size and peek hold', () => {
    const ring = new RingBuffer<number>(4);
    const model: number[] = [];
    let next = 0;

    for (let round = 0; round < 200; round++) {
      const pushes = (round * 7) % 11;
      const shifts = (round * 5) % 9;
      for (let i = 0; i < pushes; i++) {
        ring.push(next);
        model.push(next++);
      }
      for (let i = 0; i < shifts; i++) expect(ring.shift()).toBe(model.shift());
      expect(ring.size).toBe(model.length);
      expect([ring.peek(0), ring.peek(3), ring.peek(model.length)]).toEqual([model[0], model[3], undefined]);
    }
  });

  it('given a burst that ran empty, then it works on, from its first size', () => {
    const ring = new RingBuffer<number>(4);
    for (let i = 0; i < 5_000; i++) ring.push(i);
    for (let i = 0; i < 5_000; i++) ring.shift();

    ring.push(1);

    expect([ring.size, ring.shift(), ring.shift()]).toEqual([1, 1, undefined]);
  });
});
