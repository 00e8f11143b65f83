/** Fresh identifiers of one simulated node, the same in every run of the same seed. */
import type { Ids } from '../ids.ts';
import type { Random } from '../random.ts';

export class SeededIds implements Ids {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  hex128(): string {
    let digits = '';
    for (let i = 0; i < 32; i++) digits += this.#random.integerBelow(16).toString(16);
    return digits;
  }

  uid(): number {
    return 1 + this.#random.integerBelow(0x7fff_ffff);
  }
}
