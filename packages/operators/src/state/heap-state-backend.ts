/** Keyed state in memory: one column per state, indexed by the slots of keys or of windows.
 *  Path: record reader (finds the key) → operator → **column** at the current slot. No lookup happens per access.
 *  Invariant: columns are as long as their directory's capacity. Key groups follow from the directory's hashes.
 *  Source: Flink's HeapKeyedStateBackend; columns instead of a map per key group (performance.md, D12). */
import { assert, keyGroupOf } from '@rivulet/runtime/base';
import type { KeyDirectory } from './key-directory.ts';
import type { KeyedStateBackend, ListCell, MapCell, NumberCell, ValueCell } from './keyed-state-backend.ts';
import { NumberColumn } from './number-column.ts';
import type { KeyedStateSnapshot, StateEntry, StateScope } from './state-snapshot.ts';
import { NO_VALUE, ValueColumn } from './value-column.ts';
import { WindowDirectory } from './window-directory.ts';

type Column = {
  readonly scope: StateScope;
  readonly kind: 'number' | 'value' | 'list' | 'map';
  readonly cell: NumberColumn | ValueColumn | HeapList | HeapMap;
};

export class HeapStateBackend implements KeyedStateBackend {
  readonly keys: KeyDirectory;
  readonly #maxParallelism: number;
  readonly #windows: WindowDirectory;
  readonly #columns = new Map<string, Column>();
  /** Restored entries of states that nobody has asked for yet. */
  readonly #waiting = new Map<string, StateEntry[]>();

  constructor(keys: KeyDirectory, maxParallelism: number) {
    this.keys = keys;
    this.#maxParallelism = maxParallelism;
    this.#windows = new WindowDirectory(keys);
  }

  number(name: string, initial: number, scope: StateScope = 'key'): NumberCell {
    return this.#column(name, scope, 'number', (slots) => new NumberColumn(slots, initial));
  }

  value(name: string, scope: StateScope = 'key'): ValueCell {
    return this.#column(name, scope, 'value', (slots) => new ValueColumn(slots));
  }

  list(name: string, scope: StateScope = 'key'): ListCell {
    return this.#column(name, scope, 'list', (slots) => new HeapList(new ValueColumn(slots)));
  }

  map(name: string, scope: StateScope = 'key'): MapCell {
    return this.#column(name, scope, 'map', (slots) => new HeapMap(new ValueColumn(slots)));
  }

  enterWindow(window: number): boolean {
    return this.#windows.enter(window);
  }

  clearWindow(): void {
    for (const { scope, cell } of this.#columns.values()) if (scope === 'window') cell.clear();
    this.#windows.release();
  }

  keyGroupOf(keyIndex: number): number {
    return keyGroupOf(this.keys.hashOf(keyIndex), this.#maxParallelism);
  }

  snapshot(): KeyedStateSnapshot {
    const groups = new Map<number, StateEntry[]>();
    const add = (keyIndex: number, entry: StateEntry): void => {
      const group = this.keyGroupOf(keyIndex);
      const entries = groups.get(group) ?? [];
      entries.push(entry);
      groups.set(group, entries);
    };
    const before = this.keys.currentIndex;
    for (let keyIndex = 0; keyIndex < this.keys.size; keyIndex++) {
      this.keys.currentIndex = keyIndex;
      for (const one of this.#valuesOf('key')) add(keyIndex, { ...one, key: this.keys.values[keyIndex] });
    }
    this.keys.currentIndex = before;
    this.#windows.forEach((keyIndex, window) => {
      for (const one of this.#valuesOf('window')) {
        add(keyIndex, { ...one, key: this.keys.values[keyIndex], window });
      }
    });
    for (const entries of this.#waiting.values()) {
      for (const entry of entries) add(this.keys.find(entry.key), entry);
    }
    return groups;
  }

  restore(snapshot: KeyedStateSnapshot): void {
    for (const entries of snapshot.values()) {
      for (const entry of entries) {
        const column = this.#columns.get(entry.state);
        if (column !== undefined) this.#fill(column, entry);
        else this.#waiting.set(entry.state, [...(this.#waiting.get(entry.state) ?? []), entry]);
      }
    }
  }

  close(): void {
    // Memory goes with the task.
  }

  #column<C extends Column['cell']>(
    name: string,
    scope: StateScope,
    kind: Column['kind'],
    make: (slots: KeyDirectory | WindowDirectory) => C,
  ): C {
    const known = this.#columns.get(name);
    if (known !== undefined) {
      assert(known.kind === kind && known.scope === scope, `the state ${name} has one type and scope`);
      return known.cell as C;
    }
    const cell = make(scope === 'key' ? this.keys : this.#windows);
    const column: Column = { scope, kind, cell };
    this.#columns.set(name, column);
    for (const entry of this.#waiting.get(name) ?? []) this.#fill(column, entry);
    this.#waiting.delete(name);
    return cell;
  }

  *#valuesOf(scope: StateScope): Generator<Pick<StateEntry, 'state' | 'value'>> {
    for (const [state, column] of this.#columns) {
      if (column.scope !== scope) continue;
      const { cell } = column;
      const value = cell instanceof HeapList || cell instanceof HeapMap ? cell.whole() : cell.get();
      const isUnset = value === NO_VALUE || (cell instanceof NumberColumn && value === cell.initial);
      if (!isUnset) yield { state, value: structuredClone(value) };
    }
  }

  #fill({ cell }: Column, entry: StateEntry): void {
    const before = this.keys.currentIndex;
    this.keys.currentIndex = this.keys.find(entry.key);
    if (entry.window !== undefined) this.#windows.enter(entry.window);
    const value = structuredClone(entry.value);
    if (cell instanceof HeapList || cell instanceof HeapMap) cell.setWhole(value);
    else (cell as ValueColumn).set(value);
    this.keys.currentIndex = before;
  }
}

class HeapList implements ListCell {
  readonly #column: ValueColumn;

  constructor(column: ValueColumn) {
    this.#column = column;
  }

  get(): readonly unknown[] {
    const list = this.#column.get();
    return list === NO_VALUE ? [] : (list as unknown[]);
  }

  add(value: unknown): void {
    const list = this.#column.get();
    if (list === NO_VALUE) this.#column.set([value]);
    else (list as unknown[]).push(value);
  }

  set(values: readonly unknown[]): void {
    if (values.length === 0) this.clear();
    else this.#column.set([...values]);
  }

  clear(): void {
    this.#column.clear();
  }

  whole(): unknown {
    return this.#column.get();
  }

  setWhole(list: unknown): void {
    this.#column.set(list);
  }
}

class HeapMap implements MapCell {
  readonly #column: ValueColumn;

  constructor(column: ValueColumn) {
    this.#column = column;
  }

  get(key: unknown): unknown {
    const map = this.#column.get();
    if (map === NO_VALUE) return NO_VALUE;
    const value = (map as Map<unknown, unknown>).get(key);
    return value === undefined && !(map as Map<unknown, unknown>).has(key) ? NO_VALUE : value;
  }

  set(key: unknown, value: unknown): void {
    const map = this.#column.get();
    if (map === NO_VALUE) this.#column.set(new Map([[key, value]]));
    else (map as Map<unknown, unknown>).set(key, value);
  }

  delete(key: unknown): void {
    const map = this.#column.get();
    if (map === NO_VALUE) return;
    (map as Map<unknown, unknown>).delete(key);
    if ((map as Map<unknown, unknown>).size === 0) this.#column.clear();
  }

  entries(): readonly (readonly [unknown, unknown])[] {
    const map = this.#column.get();
    return map === NO_VALUE ? [] : [...(map as Map<unknown, unknown>)];
  }

  clear(): void {
    this.#column.clear();
  }

  whole(): unknown {
    return this.#column.get();
  }

  setWhole(map: unknown): void {
    this.#column.set(map);
  }
}
