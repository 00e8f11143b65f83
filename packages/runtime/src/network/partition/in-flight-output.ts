/** What a barrier overtook in a subpartition belongs to the checkpoint: it was written before the barrier, and will be
 *  received after it. Only the queue's reader knows what it was, so the reader copies it, for the task that wrote it.
 *  Path: subpartition view → **in-flight output** → whoever writes the channel state of the producing task.
 *  Invariant: each barrier of a checkpoint that may overtake is answered once, if only with nothing.
 *  Source: the in-flight output of Flink's PipelinedSubpartition, and its channelStateFuture. */
import { isTimeoutable } from '../event/index.ts';
import type { SubpartitionView } from './subpartition-view.ts';

/** @param slices bytes of records, in order, owned by the listener; none when the barrier came in its turn */
export type InFlightOutputListener = (checkpointId: number, slices: readonly Uint8Array[]) => void;

/** Tells what the barrier that `view` has just polled has overtaken; call before anything else is polled. */
export function tellInFlightOutput(
  view: SubpartitionView,
  memory: Uint8Array,
  listener: InFlightOutputListener,
): void {
  const { event } = view;
  if (event?.kind !== 'checkpointBarrier') return;
  if (event.alignment !== 'unaligned' && !isTimeoutable(event)) return;
  const slices: Uint8Array[] = [];
  view.forEachQueued(view.overtakenUntil, (start, end) => slices.push(memory.slice(start, end)));
  listener(event.checkpointId, slices);
}
