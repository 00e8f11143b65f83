/** The order of an earlier run, from its list of choices; first come, first served when the list is over. A list cut
 *  short by hand shows how much of an order a failure needs. */
import type { SchedulingPolicy } from './scheduling-policy.ts';

export class ReplayScheduling implements SchedulingPolicy {
  readonly #choices: readonly number[];
  #next = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  pick(names: readonly string[]): number {
    if (names.length === 1) return 0;
    const choice = this.#choices[this.#next++] ?? 0;
    return Math.min(choice, names.length - 1);
  }
}
