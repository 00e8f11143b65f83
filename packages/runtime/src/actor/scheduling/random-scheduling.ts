/** Any order, from a seed. What it chose can be kept and given to `ReplayScheduling`, also after the code under test
 *  has changed how much randomness it draws. */
import type { Random } from '../../io/index.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

export class RandomScheduling implements SchedulingPolicy {
  readonly #random: Random;
  readonly #choices: number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** What it picked wherever there was a choice. */
  get choices(): readonly number[] {
    return this.#choices;
  }

  pick(names: readonly string[]): number {
    if (names.length === 1) return 0;
    const choice = this.#random.integerBelow(names.length);
    this.#choices.push(choice);
    return choice;
  }
}
