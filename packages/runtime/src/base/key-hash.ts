/** Java's hash of whatever may be a key: it decides the key's group, hence its subtask.
 *  Path: key selector → **hash** → key group → subtask; the data plane hashes texts and numbers itself, while writing.
 *  Invariant: equal keys have equal hashes on every machine. Vectors from Flink are in key-group.test.ts. */
import { javaNumberHash, javaStringHash } from './key-group.ts';

/** A text, a number, a boolean, or a tuple of these, whose hash is that of Flink's Tuple classes. */
export type HashableKey = string | number | boolean | readonly HashableKey[];

export function javaKeyHash(key: HashableKey): number {
  switch (typeof key) {
    case 'string':
      return javaStringHash(key);
    case 'number':
      return javaNumberHash(key);
    case 'boolean':
      return key ? 1231 : 1237;
    default: {
      const [first = '', ...others] = key;
      return others.reduce<number>(
        (hash, part) => (Math.imul(hash, 31) + javaKeyHash(part)) | 0,
        javaKeyHash(first),
      );
    }
  }
}

/** Whether it is such a key, all the way down. */
export function isHashableKey(key: unknown): key is HashableKey {
  if (Array.isArray(key)) return key.every(isHashableKey);
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean';
}
