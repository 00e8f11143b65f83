/** Public names of `job-master`: the actor of one job. */
export { JobMaster, type JobMasterOptions, type JobMasterSettings } from './job-master.ts';
export { type JobSignal, jobStatusTable } from './job-status-machine.ts';
