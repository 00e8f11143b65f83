/** The job a person means by its id, or by a beginning of it that only one job has. */
import { asId, type JobId, streamError } from '@rivulet/runtime/base';
import type { ClusterClient } from '../../cluster-client.ts';

/** @throws JOB_NOT_FOUND */
export async function fullJobId(client: ClusterClient, typed: string): Promise<JobId> {
  if (/^[0-9a-f]{32}$/.test(typed)) return asId<JobId>(typed);
  const jobs = await client.listJobs();
  const found = jobs.filter(({ jid }) => jid.startsWith(typed));
  const [only] = found;
  if (only === undefined || found.length > 1) throw streamError('JOB_NOT_FOUND', { jobId: typed });
  return asId<JobId>(only.jid);
}
