/** `rivulet run`: load, build, find a cluster, submit, watch, report.
 *  Path: **command** → job module → job graph → cluster (embedded, or over REST) → result.
 *  Invariant: the standard output holds what the job prints, or with `--json` one document; never both. */
import { type JobGraph, slotCountOf, slotRequirementsOf } from '@rivulet/runtime/graph';
import { streamError } from '@rivulet/runtime/base';
import type { JobHandle } from '../../job-handle.ts';
import type { JobDetails } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { exitCodeOf } from '../exit-code.ts';
import { durationText } from '../terminal/duration-text.ts';
import { errorDocument, errorLine } from '../terminal/error-line.ts';
import { jobReport, vertexTable } from '../terminal/job-report.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { fill } from '../texts/dictionary.ts';
import { type RunTarget, embeddedTarget, remoteTarget } from './run-target.ts';
import { buildTypedJob } from './typed-job.ts';
import { watchJob } from './watch-job.ts';

export type RunFlags = ConfigurationFlags & {
  readonly parallelism?: number;
  readonly taskmanagers?: number;
  readonly slots?: number;
  readonly jobmanager?: string;
  readonly detached: boolean;
  readonly json: boolean;
};

const INTERRUPTED = 130;

export async function runCommand(this: CliContext, flags: RunFlags, path: string): Promise<void> {
  checkTogether(flags);
  const configuration = await readConfiguration(this, flags);
  const parallelism = flags.parallelism ?? configuration.get('parallelism.default');
  const job = await buildTypedJob(this, path, parallelism);
  await using target: RunTarget =
    flags.jobmanager === undefined
      ? await embeddedTarget(this, configuration, job, flags)
      : await remoteTarget(this, configuration, job, flags.jobmanager);
  if (target.embedded !== undefined) {
    const needed = slotCountOf(job.graph);
    const why = slotRequirementsOf(job.graph).map(
      ({ slotSharingGroup, slotCount }) => `${slotSharingGroup} ${slotCount}`,
    );
    this.terminal.err(
      fill(this.texts.embeddedCluster, { ...target.embedded, needed, why: why.join(' + ') }),
      'dim',
    );
  }
  const handle = await target.submit();
  if (flags.detached) await reportDetached(this, handle, flags);
  else await attend(this, handle, job.graph, flags);
}

function checkTogether({ jobmanager, taskmanagers, slots, detached }: RunFlags): void {
  const command = 'run';
  if (jobmanager !== undefined && (taskmanagers !== undefined || slots !== undefined)) {
    const reason =
      '--taskmanagers and --slots size an embedded cluster; with --jobmanager the cluster is there already';
    throw streamError('CLIENT_USAGE', { reason, command });
  }
  if (jobmanager === undefined && detached) {
    const reason = '--detached needs --jobmanager: an embedded cluster ends with this command';
    throw streamError('CLIENT_USAGE', { reason, command });
  }
}

async function reportDetached(context: CliContext, handle: JobHandle, { json }: RunFlags): Promise<void> {
  const { terminal, texts } = context;
  const { jobId } = handle;
  if (!json) {
    terminal.out(fill(texts.submittedDetached, { jobId }));
    return;
  }
  const { name, state } = await handle.details();
  terminal.json({ jobId, name, status: state });
}

/** Stays until the job ends; Ctrl-C cancels it. */
async function attend(
  context: CliContext,
  handle: JobHandle,
  graph: JobGraph,
  flags: RunFlags,
): Promise<void> {
  const { interrupts, terminal, texts, language } = context;
  const { jobId } = handle;
  terminal.err(fill(texts.submitted, { name: graph.name, jobId }), 'dim');
  interrupts.listen(() => {
    terminal.err(fill(texts.canceling, { jobId }));
    handle.cancel().catch((error: unknown) => terminal.err(errorLine(error, language)));
  });
  const printing = flags.jobmanager === undefined && !flags.json && prints(graph);
  const details = await watchJob(context, handle, printing);
  const failure = await handle.failureOf(details.state);
  const error = failure === undefined ? {} : { error: errorDocument(failure, language) };
  if (flags.json) terminal.json({ ...jobReport(details), ...error });
  report(context, details);
  if (failure === undefined) return;
  terminal.err(errorLine(failure, language));
  context.exitWith(interrupts.requested && details.state === 'CANCELED' ? INTERRUPTED : exitCodeOf(failure));
}

function report({ terminal, texts }: CliContext, details: JobDetails): void {
  const { name, jid: jobId, state: status, duration } = details;
  terminal.err(fill(texts.jobEnded, { name, jobId, status, duration: durationText(duration) }));
  for (const line of vertexTable(texts, details)) terminal.err(line);
}

function prints({ vertices }: JobGraph): boolean {
  return vertices.some(({ chain }) => chain.some(({ kind }) => kind === 'sink-print'));
}
