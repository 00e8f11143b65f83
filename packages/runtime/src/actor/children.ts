/** The children of one actor: their names, who of them is on its way out, and how often each was restarted.
 *  A name is taken from before the child exists until the parent has seen it terminate. */
import { streamError } from '../base/index.ts';
import { checkActorName } from './actor-path.ts';
import { RestartBudget } from './supervision.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';

export type ChildCell = { readonly name: string; readonly ref: InternalRef; readonly serial: number };

export type Child<Cell extends ChildCell> = {
  readonly cell: Cell;
  readonly budget: RestartBudget;
  dying: boolean;
};

export class Children<Cell extends ChildCell> {
  readonly #parentPath: string;
  readonly #byName = new Map<string, Child<Cell>>();
  #dyingCount = 0;
  #autoNames = 0;

  constructor(parentPath: string) {
    this.#parentPath = parentPath;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** Whether any child has been told to stop and has not terminated yet. */
  get anyDying(): boolean {
    return this.#dyingCount > 0;
  }

  cells(): readonly Cell[] {
    return [...this.#byName.values()].map((child) => child.cell);
  }

  /** Those that nobody has told to stop. */
  staying(): readonly Child<Cell>[] {
    return [...this.#byName.values()].filter((child) => !child.dying);
  }

  /** Checks `name`, or makes one up. @throws StreamError ACTOR_NAME_INVALID, ACTOR_NAME_TAKEN */
  freshName(name: string | undefined): string {
    if (name === undefined) return `$${(this.#autoNames++).toString(36)}`;
    checkActorName(name);
    if (this.#byName.has(name)) throw streamError('ACTOR_NAME_TAKEN', { parent: this.#parentPath, name });
    return name;
  }

  add(cell: Cell): void {
    this.#byName.set(cell.name, { cell, budget: new RestartBudget(), dying: false });
  }

  byName(name: string): Cell | undefined {
    return this.#byName.get(name)?.cell;
  }

  /** The child that `ref` is an incarnation of; a ref to an earlier one of the same name is not found. */
  find(ref: InternalRef): Child<Cell> | undefined {
    const name = ref.path.slice(ref.path.lastIndexOf('/') + 1);
    const child = this.#byName.get(name);
    return child?.cell.ref === ref ? child : undefined;
  }

  remove(child: Child<Cell>): void {
    this.#byName.delete(child.cell.name);
    if (child.dying) this.#dyingCount--;
  }

  stop(child: Child<Cell>, cause?: unknown): void {
    if (!child.dying) this.#dyingCount++;
    child.dying = true;
    child.cell.ref.sendSystem({ kind: 'terminate', cause });
  }

  /** @param cause may depend on the child */
  stopAll(cause?: (child: Child<Cell>) => unknown): void {
    for (const child of [...this.#byName.values()]) this.stop(child, cause?.(child));
  }

  tellAll(message: SystemMessage, except?: InternalRef): void {
    for (const { cell } of [...this.#byName.values()]) {
      if (cell.ref !== except) cell.ref.sendSystem(message);
    }
  }
}
