/** The keyed state of one task, on the heap: a directory of keys and one column per state, indexed like the keys.
 *  Path: record reader (finds the key) → operator → **column** at the current index. No lookup happens here.
 *  Invariant: columns are as long as the directory's capacity. Key groups follow from the directory's hashes.
 *  Source: Flink's HeapKeyedStateBackend; columns instead of a map per key group (performance.md, D12). */
import { keyGroupOf } from '@rivulet/runtime/base';
import type { KeyDirectory } from './key-directory.ts';
import { NumberColumn } from './number-column.ts';
import { ValueColumn } from './value-column.ts';

export class KeyedStateBackend {
  readonly keys: KeyDirectory;
  readonly #maxParallelism: number;

  constructor(keys: KeyDirectory, maxParallelism: number) {
    this.keys = keys;
    this.#maxParallelism = maxParallelism;
  }

  /** State that is one number per key. */
  numberColumn(initial: number): NumberColumn {
    return new NumberColumn(this.keys, initial);
  }

  /** State that is any value per key. */
  valueColumn(): ValueColumn {
    return new ValueColumn(this.keys);
  }

  keyGroupOf(index: number): number {
    return keyGroupOf(this.keys.hashOf(index), this.#maxParallelism);
  }
}
