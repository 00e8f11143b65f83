/** The recorders of all processes as one sequence of messages, in the order of their Lamport times: nothing stands
 *  before what caused it. Pure; filters by actor and by job. A message belongs to a job when it says so, or when what
 *  caused it does; one that left for another process stands there, unless that process does not answer. */
import type { MessageRecord, TraceReport } from '@rivulet/runtime/actor';

export type TraceEvent = MessageRecord & {
  readonly process: string;
  /** Unique in the cluster. */
  readonly key: string;
  /** Key of the message that caused it; absent when there was none, or it is forgotten. */
  readonly causeKey?: string;
};

export type TraceFilter = {
  /** Part of the path of sender or receiver. */
  readonly actor?: string | undefined;
  readonly job?: string | undefined;
};

export function traceEvents(reports: readonly TraceReport[], filter: TraceFilter): readonly TraceEvent[] {
  const addresses = new Set(reports.map(({ address }) => address));
  const events = reports.flatMap((report) =>
    report.records.filter((record) => isShown(record, addresses)).map((record) => eventOf(record, report)),
  );
  const ordered = events.toSorted((a, b) => a.id - b.id || a.handledMs - b.handledMs);
  const { actor, job } = filter;
  const ofJob = job === undefined ? ordered : eventsOfJob(ordered, job);
  return actor === undefined
    ? ofJob
    : ofJob.filter(({ from, to }) => to.includes(actor) || from?.includes(actor) === true);
}

function isShown({ kind, to }: MessageRecord, addresses: ReadonlySet<string>): boolean {
  if (to === '' || to.startsWith('/system')) return false;
  return kind !== 'departure' || ![...addresses].some((address) => to.startsWith(`${address}/`));
}

function eventOf(record: MessageRecord, { process, address }: TraceReport): TraceEvent {
  const { from, cause, id } = record;
  const origin = from === undefined || from.startsWith('/') ? address : from.slice(0, from.indexOf('/user/'));
  const key = `${address}#${id}`;
  return { ...record, process, key, ...(cause === 0 ? {} : { causeKey: `${origin}#${cause}` }) };
}

function eventsOfJob(ordered: readonly TraceEvent[], job: string): readonly TraceEvent[] {
  const inJob = new Set<string>();
  return ordered.filter(({ topic, key, causeKey }) => {
    const belongs =
      topic === undefined ? causeKey !== undefined && inJob.has(causeKey) : topic.startsWith(job);
    if (belongs) inJob.add(key);
    return belongs;
  });
}
