/** What a task keeps for its keys, as operators see it: named columns, read and written at the current key or window.
 *  Path: operator, or the states a user asked for (keyed-state-store.ts) → **backend** → memory, or a database.
 *  Invariant: a name stands for one column of one type and scope. Source: Flink's KeyedStateBackend. */
import type { KeyDirectory } from './key-directory.ts';
import type { KeyedStateSnapshot, StateScope } from './state-snapshot.ts';

export type NumberCell = {
  get(): number;
  set(value: number): void;
  /** @returns the sum */
  add(amount: number): number;
  clear(): void;
};

export type ValueCell = {
  /** The value, or `NO_VALUE`. */
  get(): unknown;
  set(value: unknown): void;
  clear(): void;
};

export type ListCell = {
  get(): readonly unknown[];
  add(value: unknown): void;
  set(values: readonly unknown[]): void;
  clear(): void;
};

export type MapCell = {
  /** The value, or `NO_VALUE`. */
  get(key: unknown): unknown;
  set(key: unknown, value: unknown): void;
  delete(key: unknown): void;
  /** A copy: it may be changed while it is walked. */
  entries(): readonly (readonly [unknown, unknown])[];
  clear(): void;
};

export type KeyedStateBackend = {
  readonly keys: KeyDirectory;
  number(name: string, initial: number, scope?: StateScope): NumberCell;
  value(name: string, scope?: StateScope): ValueCell;
  list(name: string, scope?: StateScope): ListCell;
  map(name: string, scope?: StateScope): MapCell;
  /** What cells of the scope `window` are about from now on. @returns whether the current key had no such window */
  enterWindow(window: number): boolean;
  /** Forgets all state of the window entered, built-in and user's. */
  clearWindow(): void;
  keyGroupOf(keyIndex: number): number;
  /** A copy that later changes do not reach. */
  snapshot(): KeyedStateSnapshot;
  /** Takes in what the snapshot has for this task's key groups. Call before the first record. */
  restore(snapshot: KeyedStateSnapshot): void;
  close(): void;
};
