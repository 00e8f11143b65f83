/** MurmurHash3 (x86, 128 bit) of a text, as 32 hex digits: the ids of operators, vertices and data sets.
 *  Pure and the same on every machine, since a client and a task thread must get equal ids from equal programs.
 *  Not for secrets. Source: Austin Appleby's MurmurHash3, public domain; Flink hashes operator ids with it too. */

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

export function hash128(text: string): string {
  const bytes = new TextEncoder().encode(text);
  // Padding with zeros differs from the reference's tail handling in nothing but code size: the length is mixed in.
  const padded = new Uint8Array(Math.ceil(bytes.length / 16) * 16);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  for (let at = 0; at < padded.length; at += 16) {
    h1 ^= mixKey(view.getUint32(at, true), C1, 15, C2);
    h1 = (Math.imul((rotateLeft(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= mixKey(view.getUint32(at + 4, true), C2, 16, C3);
    h2 = (Math.imul((rotateLeft(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= mixKey(view.getUint32(at + 8, true), C3, 17, C4);
    h3 = (Math.imul((rotateLeft(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= mixKey(view.getUint32(at + 12, true), C4, 18, C1);
    h4 = (Math.imul((rotateLeft(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  const mixed = [h1, h2, h3, h4].map((part) => part ^ bytes.length);
  return spread(spread(mixed).map(finalMix))
    .map((part) => (part >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

function mixKey(key: number, multiplier: number, rotation: number, nextMultiplier: number): number {
  return Math.imul(rotateLeft(Math.imul(key, multiplier), rotation), nextMultiplier);
}

function rotateLeft(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}

/** Adds the other three to the first, then the first to the other three. */
function spread([first = 0, ...others]: readonly number[]): readonly number[] {
  const sum = others.reduce((total, part) => (total + part) | 0, first);
  return [sum, ...others.map((part) => (part + sum) | 0)];
}

function finalMix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
