/** A job and its vertices for people and for programs: while it runs, and when it has ended. */
import type { JobStatus } from '@rivulet/runtime/graph';
import type { JobDetails, JobVertexDetails } from '../../rest/index.ts';
import type { Dictionary } from '../texts/dictionary.ts';
import { type Cell, textTable } from './text-table.ts';

export type JobReport = {
  readonly jobId: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly durationMs: number;
  readonly vertices: readonly JobReportVertex[];
};

export type JobReportVertex = {
  readonly id: string;
  readonly name: string;
  readonly parallelism: number;
  readonly status: string;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
};

/** The final document of `run --json`. */
export function jobReport({ jid, name, state, duration, vertices }: JobDetails): JobReport {
  return { jobId: jid, name, status: state, durationMs: duration, vertices: vertices.map(reportVertex) };
}

function reportVertex({ id, name, parallelism, status, metrics }: JobVertexDetails): JobReportVertex {
  return {
    id,
    name,
    parallelism,
    status,
    recordsIn: metrics['read-records'],
    recordsOut: metrics['write-records'],
    bytesIn: metrics['read-bytes'],
    bytesOut: metrics['write-bytes'],
  };
}

/** One line a vertex; with what changed since `before`, rate and back-pressure too. */
export function vertexTable(
  texts: Dictionary,
  now: JobDetails,
  before?: { readonly details: JobDetails; readonly elapsedMs: number },
): readonly string[] {
  const { columnVertex, columnParallelism, columnStatus, columnRecordsIn, columnRecordsOut } = texts;
  const header = [columnVertex, columnParallelism, columnStatus, columnRecordsIn, columnRecordsOut];
  const changes = before === undefined ? [] : [texts.columnRate, texts.columnBackPressure];
  const rows = now.vertices.map((vertex): readonly Cell[] => {
    const { name, parallelism, status, metrics } = vertex;
    const row = [name, parallelism, status, metrics['read-records'], metrics['write-records']];
    const earlier = before?.details.vertices.find(({ id }) => id === vertex.id);
    if (before === undefined || earlier === undefined) return row;
    return [
      ...row,
      ratePerSecond(vertex, earlier, before.elapsedMs),
      backPressure(vertex, earlier, before.elapsedMs),
    ];
  });
  return textTable([...header, ...changes], rows);
}

/** Records that passed, per second: those read, or for a source those written. */
function ratePerSecond(now: JobVertexDetails, before: JobVertexDetails, elapsedMs: number): number {
  const read = now.metrics['read-records'] - before.metrics['read-records'];
  const written = now.metrics['write-records'] - before.metrics['write-records'];
  return Math.round((Math.max(read, written) * 1000) / Math.max(1, elapsedMs));
}

/** The level is that of the worst subtask in the last minute, the share that of all of them since the last look. */
function backPressure(now: JobVertexDetails, before: JobVertexDetails, elapsedMs: number): string {
  const key = 'accumulated-backpressured-time';
  const spentMs = now.metrics[key] - before.metrics[key];
  const share = spentMs / Math.max(1, elapsedMs * now.parallelism);
  const percent = `${Math.round(Math.min(1, Math.max(0, share)) * 100)} %`;
  const level = now['backpressure-level'];
  return level === undefined ? percent : `${level.toUpperCase()} ${percent}`;
}
