/** `rivulet cancel`: asks for cancellation and waits until the job has ended, or says that it has not. */
import { type JobId, streamError } from '@rivulet/runtime/base';
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import { type ClusterClient, jobIdOf } from '../../cluster-client.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { fill } from '../texts/dictionary.ts';
import { openClusterClient } from './open-cluster-client.ts';

export type CancelFlags = ConfigurationFlags & { readonly jobmanager?: string; readonly json: boolean };

const CANCEL_TIMEOUT_MS = 30_000;

export async function cancelCommand(this: CliContext, flags: CancelFlags, typed: string): Promise<void> {
  const client = openClusterClient(this, await readConfiguration(this, flags), flags.jobmanager);
  const job = client.job(await wholeJobId(client, typed));
  if (!isTerminalJobStatus(await job.status())) await job.cancel();
  const { name, status, durationMs } = await job.ended({ timeoutMs: CANCEL_TIMEOUT_MS });
  if (flags.json) {
    this.terminal.json({ jobId: job.jobId, name, status, durationMs });
    return;
  }
  const values = { name, jobId: job.jobId, status, duration: durationText(durationMs) };
  this.terminal.out(fill(this.texts.jobEnded, values));
}

/** A full id as it is; else the one running job whose id begins so. @throws JOB_NOT_FOUND, CLIENT_USAGE */
async function wholeJobId(client: ClusterClient, typed: string): Promise<JobId> {
  if (/^[0-9a-f]{32}$/.test(typed)) return jobIdOf(typed);
  const found = (await client.listJobs()).filter(({ jid }) => jid.startsWith(typed));
  const [first] = found;
  if (first === undefined) throw streamError('JOB_NOT_FOUND', { jobId: typed });
  if (found.length === 1) return jobIdOf(first.jid);
  const reason = `${typed} is the beginning of ${found.length} job ids`;
  throw streamError('CLIENT_USAGE', { reason, command: 'cancel' });
}
