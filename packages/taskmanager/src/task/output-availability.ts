/** Whether a task may write one more record: the soft back-pressure asked before each one.
 *  Path: result partitions → **availability** → input processor, sources, finishing operators.
 *  Invariant: after a false, the thread's doorbell rings when it may have become true. */
import type { Operator } from '@rivulet/operators';
import type { ResultPartition } from '@rivulet/runtime/network';

export type CanEmit = () => boolean;

/** One closure for the number of outputs at hand: most tasks have one or none. */
export function outputAvailability(partitions: readonly ResultPartition[]): CanEmit {
  const [only, ...others] = partitions;
  if (only === undefined) return () => true;
  if (others.length === 0) return () => only.available || only.refreshAvailability();
  return () => {
    for (const partition of partitions) {
      if (!partition.available && !partition.refreshAvailability()) return false;
    }
    return true;
  };
}

/** Whether the next record may be read: the outputs have room, and so has the head of the chain. */
export function inputAvailability(canEmit: CanEmit, head: Operator | undefined): CanEmit {
  if (head?.canAccept === undefined) return canEmit;
  return () => head.canAccept?.() !== false && canEmit();
}
