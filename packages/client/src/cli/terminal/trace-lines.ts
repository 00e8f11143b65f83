/** A trace for people: numbered lines `sender -> mailbox: message`, or a Mermaid sequence diagram. Messages that repeat
 *  one after the other are one line with a count. */
import type { ClusterTraceEvent } from '../../rest/index.ts';
import type { Dictionary } from '../texts/dictionary.ts';

type Step = {
  readonly from: string;
  readonly to: string;
  readonly event: ClusterTraceEvent;
  times: number;
};

export function traceLines(texts: Dictionary, events: readonly ClusterTraceEvent[]): readonly string[] {
  const steps = stepsOf(texts, events);
  const firstMs = events[0]?.handledMs ?? 0;
  const width = String(steps.length).length;
  return steps.map(({ from, to, event, times }, index) => {
    const number = String(index + 1).padStart(width);
    const sinceMs = (event.handledMs - firstMs).toFixed(1).padStart(9);
    const repeated = times > 1 ? ` x${times}` : '';
    return `${number} ${sinceMs} ms  ${arrow(from, to, event)}: ${event.type}${repeated}${remark(event)}`;
  });
}

export function mermaidLines(texts: Dictionary, events: readonly ClusterTraceEvent[]): readonly string[] {
  const steps = stepsOf(texts, events);
  const names = [...new Set(steps.flatMap(({ from, to }) => [from, to]))];
  const idOf = (name: string): string => `p${names.indexOf(name)}`;
  return [
    'sequenceDiagram',
    ...names.map((name) => `  participant ${idOf(name)} as ${name}`),
    ...steps.map(({ from, to, event, times }) => {
      const line = event.kind === 'answer' ? '-->>' : '->>';
      const repeated = times > 1 ? ` x${times}` : '';
      return `  ${idOf(from)}${line}${idOf(to)}: ${event.type}${repeated}${remark(event)}`;
    }),
  ];
}

function stepsOf(texts: Dictionary, events: readonly ClusterTraceEvent[]): readonly Step[] {
  const steps: Step[] = [];
  for (const event of events) {
    const from =
      event.from === undefined ? texts.outside : shortName(event.from, processOfSender(event, events));
    const to = event.to === '' ? texts.outside : shortName(event.to, event.process);
    const last = steps.at(-1);
    const repeats = last?.from === from && last.to === to && last.event.type === event.type;
    if (repeats && last.event.kind === event.kind) last.times++;
    else steps.push({ from, to, event, times: 1 });
  }
  return steps;
}

function arrow(from: string, to: string, { kind }: ClusterTraceEvent): string {
  if (from === to && kind === 'message') return `${to} self`;
  return `${from} ${kind === 'answer' ? '-->' : '->'} ${to}`;
}

function remark({ kind, outcome }: ClusterTraceEvent): string {
  const ended = outcome === 'ok' ? '' : ` [${outcome}]`;
  return kind === 'answer' ? ` (answer)${ended}` : ended;
}

/** Every TaskManager has a `taskmanager_0`: the beginning of its id tells them apart. */
function shortName(path: string, process: string | undefined): string {
  const name = path.slice(path.lastIndexOf('/') + 1) || path;
  return process === undefined || process === 'jobmanager' ? name : `${name}@${process.slice(0, 6)}`;
}

/** A sender in another process comes with its address. */
function processOfSender(
  { from, process, key }: ClusterTraceEvent,
  events: readonly ClusterTraceEvent[],
): string | undefined {
  if (from === undefined || from.startsWith('/')) return process;
  const address = from.slice(0, from.indexOf('/user/'));
  if (key.startsWith(`${address}#`)) return process;
  return events.find((event) => event.key.startsWith(`${address}#`))?.process;
}
