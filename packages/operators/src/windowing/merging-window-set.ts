/** The windows of one key where windows merge: which there are, and where each keeps its contents.
 *  Path: window operator → **set** → a value cell of the key, so it is part of the key's state.
 *  A window has two numbers: `id` names it for its timers and its trigger's state and changes with each merge;
 *  `contentsId` names its contents, which stay where those of the first of the merged windows are.
 *  Invariant: the windows of a key do not touch. Source: Flink's MergingWindowSet. */
import { type KeyedStateBackend, NO_VALUE, type ValueCell } from '../state/index.ts';

export type MergingWindow = {
  readonly start: number;
  readonly end: number;
  readonly id: number;
  readonly contentsId: number;
};

export type AddedWindow = {
  readonly window: MergingWindow;
  /** Those it replaces; empty when it is new and alone, or was there already. */
  readonly merged: readonly MergingWindow[];
  readonly isNew: boolean;
};

type Stored = { readonly nextId: number; readonly windows: readonly MergingWindow[] };

const EMPTY: Stored = { nextId: 1, windows: [] };

export class MergingWindowSet {
  readonly #cell: ValueCell;

  constructor(backend: KeyedStateBackend) {
    this.#cell = backend.value('merging-windows', 'key');
  }

  find(id: number): MergingWindow | undefined {
    return this.#read().windows.find((window) => window.id === id);
  }

  add(start: number, end: number): AddedWindow {
    const { nextId, windows } = this.#read();
    const touching = windows.filter((window) => window.start <= end && window.end >= start);
    const [first] = touching;
    if (first !== undefined && touching.length === 1 && first.start <= start && first.end >= end) {
      return { window: first, merged: [], isNew: false };
    }
    const window: MergingWindow = {
      start: Math.min(start, ...touching.map((other) => other.start)),
      end: Math.max(end, ...touching.map((other) => other.end)),
      id: nextId,
      contentsId: first?.contentsId ?? nextId + 1,
    };
    const others = windows.filter((other) => !touching.includes(other));
    this.#cell.set({ nextId: nextId + 2, windows: [...others, window] });
    return { window, merged: touching, isNew: true };
  }

  remove(id: number): void {
    const { nextId, windows } = this.#read();
    const rest = windows.filter((window) => window.id !== id);
    if (rest.length === 0) this.#cell.clear();
    else this.#cell.set({ nextId, windows: rest });
  }

  #read(): Stored {
    const stored = this.#cell.get();
    return stored === NO_VALUE ? EMPTY : (stored as Stored);
  }
}
