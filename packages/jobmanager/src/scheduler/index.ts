/** Public names of `scheduler`: when and where tasks run. */
export { DefaultScheduler, type SchedulerListener } from './default-scheduler.ts';
export { slotShortageOf } from './slot-shortage.ts';
export { planSharedSlots, type SharedSlotPlan } from './slot-sharing.ts';
export { TaskDeploymentFactory } from './task-deployment-factory.ts';
