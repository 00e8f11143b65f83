/** Who listens to the events that consumers send back to a partition. One lives on the main thread, where the listener
 *  passes the event on to the producing task's thread, and one in each task, where it is run as a mail.
 *  Invariant: the listeners of a partition hear an event in the order in which they subscribed, and events in the order
 *  in which they were published. Source: Flink's TaskEventDispatcher and TaskEventHandler. */
import type { ResultPartitionId } from '../../base/index.ts';
import type { TaskEvent } from './task-event.ts';

export type TaskEventListener = (event: TaskEvent) => void;

export class TaskEventDispatcher {
  readonly #listeners: Map<ResultPartitionId, TaskEventListener[]>;

  constructor() {
    this.#listeners = new Map();
  }

  subscribe(partitionId: ResultPartitionId, listener: TaskEventListener): void {
    this.#listeners.set(partitionId, [...(this.#listeners.get(partitionId) ?? []), listener]);
  }

  /** The partition's producer is gone. */
  unsubscribeAll(partitionId: ResultPartitionId): void {
    this.#listeners.delete(partitionId);
  }

  /** @returns whether anybody listens */
  publish(partitionId: ResultPartitionId, event: TaskEvent): boolean {
    const listeners = this.#listeners.get(partitionId) ?? [];
    for (const listener of listeners) listener(event);
    return listeners.length > 0;
  }
}
