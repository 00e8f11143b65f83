/** Real randomness. Forks are the same source: without a seed there is nothing to keep apart. */
import type { Random } from '../random.ts';

export class NodeRandom implements Random {
  next(): number {
    return Math.random();
  }

  integerBelow(bound: number): number {
    return Math.floor(Math.random() * bound);
  }

  fork(): Random {
    return this;
  }
}
