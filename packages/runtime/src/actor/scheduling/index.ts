/** Public names of `runtime/actor/scheduling`: in which order actors take their turns. */
export { RandomScheduling } from './random-scheduling.ts';
export { readyQueue, type ReadyQueue } from './ready-queue.ts';
export { ReplayScheduling } from './replay-scheduling.ts';
export { FIFO_SCHEDULING, type SchedulingPolicy } from './scheduling-policy.ts';
