/** The life of one allocated slot as the TaskManager sees it. A free slot is no entry at all.
 *  Owner: slot-table.ts.
 *    FREE ──allocate──▶ ALLOCATED ──markActive──▶ ACTIVE
 *    ALLOCATED ◀──markInactive── ACTIVE          the JobMaster was lost; the timer runs again
 *    ALLOCATED ──timeout──▶ RELEASING | FREE     nobody took the slot in time
 *    any ──free──▶ RELEASING ──lastTaskGone──▶ FREE     directly FREE when no task is in it
 *  Invariant: a slot is handed out again only when the last task has left it.
 *  Source: Flink's TaskSlotState and TaskSlotTableImpl. */
import { defineTable, type MachineTable } from '@rivulet/runtime/machine';
import { setup } from 'xstate';

export type TaskSlotState = 'FREE' | 'ALLOCATED' | 'ACTIVE' | 'RELEASING';

export type TaskSlotEvent =
  | { readonly type: 'allocate' }
  | { readonly type: 'markActive' }
  | { readonly type: 'markInactive' }
  | { readonly type: 'timeout'; readonly taskCount: number }
  | { readonly type: 'free'; readonly taskCount: number }
  | { readonly type: 'lastTaskGone' };

export type TaskSlotEffect =
  | { readonly type: 'armTimeout' }
  | { readonly type: 'disarmTimeout' }
  | { readonly type: 'failTasks' }
  /** The entry leaves the table. */
  | { readonly type: 'released' };

const table = setup({
  types: {
    context: {} as Record<never, never>,
    events: {} as TaskSlotEvent,
    emitted: {} as TaskSlotEffect,
  },
  guards: {
    empty: ({ event }) => 'taskCount' in event && event.taskCount === 0,
  },
});

const arm = table.emit({ type: 'armTimeout' });
const disarm = table.emit({ type: 'disarmTimeout' });
const failTasks = table.emit({ type: 'failTasks' });
const released = table.emit({ type: 'released' });

export const TASK_SLOT_TABLE: MachineTable<
  TaskSlotState,
  Record<never, never>,
  TaskSlotEvent,
  TaskSlotEffect
> = defineTable(
  table.createMachine({
    context: {},
    initial: 'FREE',
    states: {
      FREE: { on: { allocate: { target: 'ALLOCATED', actions: arm } } },
      ALLOCATED: {
        on: {
          markActive: { target: 'ACTIVE', actions: disarm },
          markInactive: {},
          timeout: [
            { guard: 'empty', target: 'FREE', actions: released },
            { target: 'RELEASING', actions: failTasks },
          ],
          free: [
            { guard: 'empty', target: 'FREE', actions: [disarm, released] },
            { target: 'RELEASING', actions: [disarm, failTasks] },
          ],
        },
      },
      ACTIVE: {
        on: {
          // A task may arrive before the answer to the offer does, so both activate the slot.
          markActive: {},
          markInactive: { target: 'ALLOCATED', actions: arm },
          free: [
            { guard: 'empty', target: 'FREE', actions: released },
            { target: 'RELEASING', actions: failTasks },
          ],
        },
      },
      RELEASING: {
        on: { free: {}, lastTaskGone: { target: 'FREE', actions: released } },
      },
    },
  }),
);
