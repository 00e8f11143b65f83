/** Shows a running job until it ends: a table redrawn in place on a terminal, else a line every few seconds. */
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { TimerHandle } from '@rivulet/runtime/io';
import type { JobHandle } from '../../job-handle.ts';
import type { JobDetails } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { vertexTable } from '../terminal/job-report.ts';

type Look = { readonly details: JobDetails; readonly atMs: number };

const REDRAW_PERIOD_MS = 500;
const LINE_PERIOD_MS = 5_000;

/** @param printing the job prints on this process's standard output */
export async function watchJob(context: CliContext, job: JobHandle, printing: boolean): Promise<JobDetails> {
  const { io, terminal } = context;
  const redraw = terminal.canRedraw(printing);
  let before: Look | undefined;
  let timer: TimerHandle | undefined;
  let looking = Promise.resolve();
  let ended = false;

  const look = async (): Promise<void> => {
    // A question that failed is asked again; whether the cluster is gone is `ended`'s business.
    const details = await job.details().catch(() => undefined);
    if (ended) return;
    if (details !== undefined && !isTerminalJobStatus(details.state)) {
      const now = { details, atMs: io.clock.nowMs() };
      show(context, redraw, now, before);
      before = now;
    }
    lookLater();
  };
  const lookLater = (): void => {
    timer = io.timers.after(redraw ? REDRAW_PERIOD_MS : LINE_PERIOD_MS, () => {
      looking = look();
    });
  };

  lookLater();
  try {
    await job.ended();
  } finally {
    ended = true;
    timer?.cancel();
    await looking;
    terminal.clearStatus();
  }
  return job.details();
}

function show({ terminal, texts }: CliContext, redraw: boolean, now: Look, before: Look | undefined): void {
  const { name, state, duration, vertices } = now.details;
  const title = `${name} ${state} ${durationText(duration)}`;
  if (redraw) {
    const earlier = before && { details: before.details, elapsedMs: now.atMs - before.atMs };
    terminal.status([title, ...vertexTable(texts, now.details, earlier)]);
    return;
  }
  const records = vertices.map((vertex) => {
    const { 'read-records': read, 'write-records': written } = vertex.metrics;
    const level = vertex['backpressure-level'];
    const held = level === 'low' || level === 'high' ? ` (${level.toUpperCase()})` : '';
    return `${read}/${written}${held}`;
  });
  terminal.err(`${title}: ${records.join(' → ')}`);
}
