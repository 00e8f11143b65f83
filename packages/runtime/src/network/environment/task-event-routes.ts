/** The way of events from consumers back to producers, on the main thread: the only one that talks to all threads.
 *  Path: consuming task → **routes** → network thread → frame 3 → network thread → **routes** there → producing task;
 *  for a local channel the two are the same and no frame is made.
 *  Such events are rare and not on the record path, so they take the ports of control messages, which are ordered and
 *  carry any length, and not a lane in shared memory like barriers, which would have to be bounded and refuse.
 *  Invariant: the events of a channel arrive in the order in which they were sent; those sent before the network thread
 *  has the gate wait for it. Source: Flink's TaskEventDispatcher. */
import { type ResultPartitionId, type StreamError, streamError } from '../../base/index.ts';
import { type TaskEvent, TaskEventDispatcher, type TaskEventListener } from '../event/index.ts';
import type { GateRecord } from './gate-ledger.ts';

export type TaskEventRoutesOptions = {
  readonly isProduced: (partitionId: ResultPartitionId) => boolean;
  readonly toNetworkThread: (gateKey: string, channelIndex: number, event: TaskEvent) => void;
  readonly failed: (gateKey: string, channelIndex: number, error: StreamError) => void;
};

type Unsent = { readonly channelIndex: number; readonly event: TaskEvent };

export class TaskEventRoutes {
  readonly #options: TaskEventRoutesOptions;
  readonly #dispatcher: TaskEventDispatcher;
  /** Of gates that the network thread does not have yet. */
  readonly #unsent: Map<string, Unsent[]>;

  constructor(options: TaskEventRoutesOptions) {
    this.#options = options;
    this.#dispatcher = new TaskEventDispatcher();
    this.#unsent = new Map();
  }

  /** From a producing task, before its consumers can know of the partition. */
  subscribe(partitionId: ResultPartitionId, listener: TaskEventListener): void {
    this.#dispatcher.subscribe(partitionId, listener);
  }

  /** Its producing task has ended: what still comes is for nobody. */
  producerClosed(partitionId: ResultPartitionId): void {
    this.#dispatcher.unsubscribeAll(partitionId);
  }

  /** A gate with remote channels has to wait for its buffers. */
  gateWaits(gateKey: string): void {
    this.#unsent.set(gateKey, []);
  }

  /** To be called behind `openGate`. */
  gateOpened(gateKey: string): void {
    const unsent = this.#unsent.get(gateKey) ?? [];
    this.#unsent.delete(gateKey);
    for (const { channelIndex, event } of unsent) this.#options.toNetworkThread(gateKey, channelIndex, event);
  }

  gateClosed(gateKey: string): void {
    this.#unsent.delete(gateKey);
  }

  /** From a consuming task. */
  send({ gateKey, channels }: GateRecord, channelIndex: number, event: TaskEvent): void {
    const { kind, partitionId: partition } = channels[channelIndex]!;
    if (kind === 'remote') {
      const unsent = this.#unsent.get(gateKey);
      if (unsent === undefined) this.#options.toNetworkThread(gateKey, channelIndex, event);
      else unsent.push({ channelIndex, event });
    } else if (this.#options.isProduced(partition)) {
      this.#dispatcher.publish(partition, event);
    } else {
      const error = streamError('NET_TASK_EVENT_UNDELIVERABLE', { kind: event.kind, partition });
      this.#options.failed(gateKey, channelIndex, error);
    }
  }

  /** From a consumer in another TaskManager. */
  received(partitionId: ResultPartitionId, event: TaskEvent): void {
    this.#dispatcher.publish(partitionId, event);
  }
}
