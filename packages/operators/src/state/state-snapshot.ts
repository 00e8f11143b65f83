/** Keyed state outside of any task: entries by key group, so that a task with another share of them can take them in.
 *  Path: backend → **snapshot** → backend of the task that owns the key group then. Source: Flink's
 *  KeyGroupsStateHandle. */

/** Of what a value is: of its key, or of one window of its key. */
export type StateScope = 'key' | 'window';

export type StateEntry = {
  readonly state: string;
  readonly key: unknown;
  /** Absent for state of the key itself. */
  readonly window?: number;
  readonly value: unknown;
};

export type KeyedStateSnapshot = ReadonlyMap<number, readonly StateEntry[]>;
