/** Public names of `slots`: the slots of one job. */
export type { AllocatedSlot, TaskManagerLocation } from './allocated-slot.ts';
export { type PooledSlot, SlotPool } from './slot-pool.ts';
