/** Seeded randomness: a small fast counting generator (sfc32) over four words hashed from the seed's text.
 *  Invariant: a fork depends on its parent's seed text and its own name only, never on how much was drawn before. */
import type { Random } from '../random.ts';

export class SeededRandom implements Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    this.#seed = seed;
    this.#a = hashText(seed, 0x9e3779b9);
    this.#b = hashText(seed, 0x243f6a88);
    this.#c = hashText(seed, 0xb7e15162);
    // The first values of similar seeds resemble each other.
    for (let i = 0; i < 12; i++) this.#word();
  }

  next(): number {
    return this.#word() / 4_294_967_296;
  }

  integerBelow(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  fork(name: string): Random {
    return new SeededRandom(`${this.#seed}/${name}`);
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

function hashText(text: string, start: number): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x85ebca6b);
    hash = (hash << 13) | (hash >>> 19);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
