/** Shows a running job until it ends: a table redrawn in place on a terminal, else a line every few seconds. */
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { JobHandle } from '../../job-handle.ts';
import type { JobDetails } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { vertexTable } from '../terminal/job-report.ts';

const LIVE_PERIOD_MS = 500;
const LINE_PERIOD_MS = 5_000;

export async function watchJob(context: CliContext, job: JobHandle): Promise<JobDetails> {
  const { io, terminal } = context;
  const periodMs = terminal.live ? LIVE_PERIOD_MS : LINE_PERIOD_MS;
  const watching = new AbortController();
  const ended = job.ended().finally(() => watching.abort());
  const shown = showUntil(watching.signal, context, job, periodMs);
  await ended;
  await shown;
  terminal.clearStatus();
  return job.details();

  async function showUntil(signal: AbortSignal, ...[cli, handle, pauseMs]: [CliContext, JobHandle, number]) {
    let before: { readonly details: JobDetails; readonly atMs: number } | undefined;
    while (await pausedFor(pauseMs, signal, io)) {
      const details = await handle.details().catch(() => undefined);
      if (details === undefined || isTerminalJobStatus(details.state)) continue;
      const atMs = io.clock.nowMs();
      show(
        cli,
        details,
        before === undefined ? undefined : { details: before.details, elapsedMs: atMs - before.atMs },
      );
      before = { details, atMs };
    }
  }
}

function show(
  { terminal, texts }: CliContext,
  details: JobDetails,
  before: { readonly details: JobDetails; readonly elapsedMs: number } | undefined,
): void {
  const title = `${details.name} ${details.state} ${durationText(details.duration)}`;
  const table = vertexTable(texts, details, before);
  if (terminal.live) {
    terminal.status([title, ...table]);
    return;
  }
  const records = details.vertices.map(
    ({ metrics }) => `${metrics['read-records']}/${metrics['write-records']}`,
  );
  terminal.err(`${title}: ${records.join(' → ')}`);
}

/** Resolves to false as soon as the signal is given. */
async function pausedFor(delayMs: number, signal: AbortSignal, { timers }: Pick<CliContext['io'], 'timers'>) {
  if (signal.aborted) return false;
  await new Promise<void>((resolve) => {
    const timer = timers.after(delayMs, resolve);
    signal.addEventListener('abort', () => {
      timer.cancel();
      resolve();
    });
  });
  return !signal.aborted;
}
