/** `rivulet trace`: who sent which message to whom, over all processes, nothing before what caused it; with
 *  `--mermaid` as a sequence diagram. Lines read like message traces on paper: `sender -> mailbox: message`. */
import type { ClusterTraceEvent } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { mermaidLines, traceLines } from '../terminal/trace-lines.ts';
import { fill } from '../texts/dictionary.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type TraceFlags = LookingFlags & {
  readonly actor?: string;
  readonly job?: string;
  readonly mermaid: boolean;
  readonly all: boolean;
};

/** Of no interest to whoever follows a job. */
const LOOK_UPS: ReadonlySet<string> = new Set(['Identify', 'identify']);

export async function traceCommand(this: CliContext, flags: TraceFlags): Promise<void> {
  const { actor, job, mermaid, all } = flags;
  const seen = new Set<string>();
  await watchCluster(this, flags, async (client) => {
    const filter = { ...(actor === undefined ? {} : { actor }), ...(job === undefined ? {} : { job }) };
    const { events: found, missing } = await client.trace(filter);
    const events = found.filter((event) => (all || isOfInterest(event)) && !seen.has(event.key));
    if (flags.watch) for (const { key } of events) seen.add(key);
    const draw = mermaid ? mermaidLines : traceLines;
    const lines = events.length === 0 && !flags.watch ? [this.texts.noTrace] : draw(this.texts, events);
    const gone = missing.map(({ address, reason }) => fill(this.texts.processMissing, { address, reason }));
    return { document: { events, missing }, lines: [...lines, ...gone] };
  });
}

function isOfInterest({ kind, type }: ClusterTraceEvent): boolean {
  if (kind === 'system') return false;
  return !type.startsWith('heartbeat') && !LOOK_UPS.has(type);
}
