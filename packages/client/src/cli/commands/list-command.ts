/** `rivulet list`: the jobs of a cluster, the youngest first. */
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { JobOverview } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { textTable } from '../terminal/text-table.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { openClusterClient } from './open-cluster-client.ts';

export type ListFlags = ConfigurationFlags & {
  readonly all: boolean;
  readonly jobmanager?: string;
  readonly json: boolean;
};

export async function listCommand(this: CliContext, flags: ListFlags): Promise<void> {
  const client = openClusterClient(this, await readConfiguration(this, flags), flags.jobmanager);
  const known = await client.listJobs();
  const jobs = known
    .filter(({ state }) => flags.all || !isTerminalJobStatus(state))
    .toSorted((a, b) => b['start-time'] - a['start-time']);
  if (flags.json) {
    this.terminal.json({ jobs: jobs.map(jobDocument) });
    return;
  }
  if (jobs.length === 0) {
    this.terminal.out(this.texts.noJobs);
    return;
  }
  const { columnJobId, columnName, columnStatus, columnStarted, columnDuration, columnTasks } = this.texts;
  const header = [columnJobId, columnName, columnStatus, columnStarted, columnDuration, columnTasks];
  for (const line of textTable(header, jobs.map(jobRow))) this.terminal.out(line);
}

function jobDocument({ jid, name, state, 'start-time': startTime, duration, tasks }: JobOverview): object {
  return { jobId: jid, name, status: state, startTime, durationMs: duration, tasks };
}

function jobRow({
  jid,
  name,
  state,
  'start-time': startTime,
  duration,
  tasks,
}: JobOverview): readonly string[] {
  const started = new Date(startTime).toLocaleString('sv');
  const counts = `${tasks['running'] ?? 0}/${tasks['total'] ?? 0}`;
  return [jid, name, state, started, durationText(duration), counts];
}
