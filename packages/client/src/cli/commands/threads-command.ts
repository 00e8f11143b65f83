/** `rivulet threads`: every thread of every process. What we start has a role, a maker and its tasks; what the engine
 *  started by itself is listed apart, by what it is for. */
import type { ClusterThreads, EngineThread, ThreadsOfProcess } from '@rivulet/jobmanager';
import type { ClusterClient } from '../../cluster-client.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { shortId } from '../terminal/short-id.ts';
import { type Cell, textTable } from '../terminal/text-table.ts';
import { type Dictionary, fill } from '../texts/dictionary.ts';
import { fullJobId } from './full-job-id.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type ThreadsFlags = LookingFlags & { readonly job?: string };

export async function threadsCommand(this: CliContext, flags: ThreadsFlags): Promise<void> {
  await watchCluster(this, flags, async (client) => {
    const report = await threadsOf(client, flags.job);
    return { document: report, lines: threadLines(this.texts, report) };
  });
}

async function threadsOf(client: ClusterClient, job: string | undefined): Promise<ClusterThreads> {
  return client.threads(job === undefined ? undefined : await fullJobId(client, job));
}

export function threadLines(texts: Dictionary, { processes, missing }: ClusterThreads): readonly string[] {
  return [
    ...processes.flatMap((process) => processLines(texts, process)),
    ...missing.map(({ address, reason }) => fill(texts.processMissing, { address, reason })),
    texts.threadsMakers,
  ];
}

function processLines(texts: Dictionary, process: ThreadsOfProcess): readonly string[] {
  const { pid, threads, engine } = process;
  const header = [
    texts.columnThread,
    texts.columnRole,
    texts.columnDoesNow,
    texts.columnOsThread,
    texts.columnCpu,
  ];
  return [
    fill(texts.processLine, { name: process.components.map(shortId).join(' + '), pid }),
    ...textTable(
      header,
      threads.flatMap((thread) => threadRows(texts, thread)),
    ).map(indented),
    ...(engine === undefined ? [texts.engineUnavailable] : engineLines(texts, engine)).map(indented),
    '',
  ];
}

/** One line a thread; where several tasks take turns on it, one more for each. */
function threadRows(texts: Dictionary, thread: ThreadsOfProcess['threads'][number]): readonly Cell[][] {
  const { name, role, tasks, osThreadId, osState, cpuMs } = thread;
  const [only, ...more] = tasks;
  const cpu = cpuMs === undefined ? '' : durationText(cpuMs);
  const known = [String(osThreadId ?? ''), cpu];
  const state = osState === 'running' ? texts.osRunning : texts.osSleeping;
  if (only !== undefined && more.length === 0 && only.name === name) {
    return [[name, roleText(texts, role), activityText(texts, only), ...known]];
  }
  return [
    [name, roleText(texts, role), role === 'task' ? '' : state, ...known],
    ...tasks.map((task) => [`└ ${task.name}`, '', activityText(texts, task), '', '']),
  ];
}

/** Threads of one kind are alike: told together, with their ids. */
function engineLines(texts: Dictionary, engine: readonly EngineThread[]): readonly string[] {
  const groups = [...Map.groupBy(engine, ({ kind, name }) => `${kind} ${name}`).values()];
  const rows = groups.flatMap((group): readonly (readonly Cell[])[] => {
    const [first] = group;
    if (first === undefined) return [];
    const cpuMs = group.reduce((sum, thread) => sum + thread.cpuMs, 0);
    return [[group.length, first.name, engineText(texts, first.kind), durationText(cpuMs)]];
  });
  const header = ['#', texts.columnEngineThread, texts.columnDoes, texts.columnCpu];
  return ['', ...textTable(header, rows)];
}

export function roleText(texts: Dictionary, role: ThreadsOfProcess['threads'][number]['role']): string {
  return { main: texts.roleMain, network: texts.roleNetwork, task: texts.roleTask }[role];
}

export function activityText(
  texts: Dictionary,
  { activity, waitsFor }: ThreadsOfProcess['threads'][number]['tasks'][number],
): string {
  if (waitsFor === 'barrier') return texts.activityBarrier;
  if (waitsFor === 'timer') return texts.activityTimer;
  const { activityInitial: initial, activityIdle: idle, activityBusy: busy } = texts;
  const { activitySoft: softBackPressured, activityHard: hardBackPressured } = texts;
  return { initial, idle, busy, softBackPressured, hardBackPressured }[activity];
}

export function engineText(texts: Dictionary, kind: EngineThread['kind']): string {
  return {
    v8Worker: texts.engineV8Worker,
    v8DelayedTasks: texts.engineV8DelayedTasks,
    libuvPool: texts.engineLibuvPool,
    signalWatcher: texts.engineSignalWatcher,
    unknown: texts.engineUnknown,
  }[kind];
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
