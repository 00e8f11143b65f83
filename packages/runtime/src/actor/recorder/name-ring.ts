/** Names under numbers, in bounded memory: the latest `capacity` names stay readable, older ones are forgotten.
 *  Number 0 stands for "nobody". Used by the recorder, which keeps numbers only. */

export class NameRing {
  readonly #names: string[];
  readonly #numbers = new Map<string, number>();
  #last = 0;

  constructor(capacity: number) {
    this.#names = new Array<string>(capacity).fill('');
  }

  /** A new number, also for a name that has one already: two incarnations of an actor are two. */
  add(name: string): number {
    // No number but 0 has nothing but zeros in its low 16 bits: see `whole`.
    if ((++this.#last & 0xffff) === 0) this.#last++;
    this.#names[this.#last % this.#names.length] = name;
    return this.#last;
  }

  /** The number of this name, the same as long as it is not forgotten. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined && this.nameOf(known) === name) return known;
    if (this.#numbers.size >= this.#names.length) this.#numbers.clear();
    const number = this.add(name);
    this.#numbers.set(name, number);
    return number;
  }

  knows(name: string): boolean {
    const number = this.#numbers.get(name);
    return number !== undefined && this.nameOf(number) === name;
  }

  /** The number that ends in these 16 bits and is not forgotten yet, in a ring of less than 65,536 names. */
  whole(lowBits: number): number {
    return lowBits === 0 ? 0 : this.#last - ((this.#last - lowBits) & 0xffff);
  }

  /** `undefined` for 0 and for forgotten numbers. */
  nameOf(number: number): string | undefined {
    if (number <= 0 || number > this.#last || number <= this.#last - this.#names.length) return undefined;
    return this.#names[number % this.#names.length];
  }
}
