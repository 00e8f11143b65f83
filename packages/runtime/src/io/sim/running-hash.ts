/** A hash over everything that happened in a world, in order: two runs of one seed must agree to the last bit, and
 *  where they do not, something came past the doors. Two multiply-and-rotate lanes; no cryptography. */

const scratch = new DataView(new ArrayBuffer(8));

export class RunningHash {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;

  /** 16 hexadecimal digits. */
  get digest(): string {
    return [this.#a, this.#b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }

  number(value: number): void {
    scratch.setFloat64(0, value);
    this.#mix(scratch.getInt32(0));
    this.#mix(scratch.getInt32(4));
  }

  text(value: string): void {
    this.#mix(value.length);
    for (let i = 0; i < value.length; i++) this.#mix(value.charCodeAt(i));
  }

  bytes(value: Uint8Array): void {
    this.#mix(value.length);
    for (const byte of value) this.#mix(byte);
  }

  #mix(word: number): void {
    this.#a = rotate(Math.imul(this.#a ^ word, 0x85ebca6b), 13);
    this.#b = rotate(Math.imul(this.#b + word, 0xc2b2ae35), 17) ^ this.#a;
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
