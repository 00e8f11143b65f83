/** Gives slots back to their TaskManagers, which free them and tell the ResourceManager.
 *  A TaskManager that does not answer frees them by itself when it learns that the job is gone. */
import type { Logger } from '@rivulet/runtime/io';
import { withTimeout } from '@rivulet/runtime/rpc';
import type { AllocatedSlot } from '../slots/index.ts';
import type { TaskManagerTable } from './task-manager-table.ts';

/** A closing JobMaster does not wait longer for one that is silent. */
const FREE_TIMEOUT_MS = 2_000;

/** Resolves when every TaskManager has answered or was given up; never rejects. */
export async function returnSlots(
  slots: readonly AllocatedSlot[],
  taskManagers: TaskManagerTable,
  reason: string,
  log: Logger,
): Promise<void> {
  const calls = slots.map(async ({ allocationId, taskManager }) => {
    const gateway = taskManagers.get(taskManager.resourceId)?.gateway;
    if (gateway === undefined) return;
    try {
      await withTimeout(gateway, FREE_TIMEOUT_MS).freeSlot(allocationId, reason);
    } catch (error) {
      log.warn({ allocationId, taskManager: taskManager.resourceId, error }, 'returning a slot failed');
    }
  });
  await Promise.all(calls);
}
