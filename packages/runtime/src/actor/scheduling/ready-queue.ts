/** The actors that wait for a turn. In production a plain ring; under a policy a list from which it picks. */
import { assert } from '../../base/index.ts';
import { RingBuffer } from '../ring-buffer.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

export type ReadyQueue<T> = {
  readonly size: number;
  push(item: T): void;
  shift(): T | undefined;
};

const FIRST_CAPACITY = 64;

/** @param policy absent: first come, first served, at no cost */
export function readyQueue<T extends { readonly name: string }>(
  policy: SchedulingPolicy | undefined,
): ReadyQueue<T> {
  return policy === undefined ? new RingBuffer<T>(FIRST_CAPACITY) : new PickedQueue<T>(policy);
}

class PickedQueue<T extends { readonly name: string }> implements ReadyQueue<T> {
  readonly #policy: SchedulingPolicy;
  readonly #waiting: T[] = [];

  constructor(policy: SchedulingPolicy) {
    this.#policy = policy;
  }

  get size(): number {
    return this.#waiting.length;
  }

  push(item: T): void {
    this.#waiting.push(item);
  }

  shift(): T | undefined {
    if (this.#waiting.length === 0) return undefined;
    const index = this.#policy.pick(this.#waiting.map(({ name }) => name));
    const [picked] = this.#waiting.splice(index, 1);
    assert(picked !== undefined, 'a policy picks one of those who wait');
    return picked;
  }
}
