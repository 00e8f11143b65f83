/** Public names of `dispatcher`: takes jobs in. */
export { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export { readJobSubmission } from './read-job-submission.ts';
