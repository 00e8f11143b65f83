/** Errors of the coordinator: jobs, slots, scheduling, blobs, REST. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ClusterErrorCode = 'JOB_NOT_FOUND';

export const CLUSTER_ERRORS: Readonly<Record<ClusterErrorCode, ErrorText>> = defineErrors({
  JOB_NOT_FOUND: {
    en: 'Job {jobId} not found',
    zh: '找不到作业 {jobId}',
    help: { en: '`rivulet list -a` shows the jobs this cluster knows.', zh: '`rivulet list -a` 会列出该集群的作业。' },
  },
});
