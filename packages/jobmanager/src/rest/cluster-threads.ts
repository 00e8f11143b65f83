/** Every thread of every process: ours, each with role and tasks, and the engine's own, each with what it is.
 *  Path: facts of each process (our reports, the system's list) → **here**, joined by the system's id → `/threads`.
 *  Invariant: a thread of the system's list is in exactly one of the two; what we did not start is the engine's. */
import type { JobId } from '@rivulet/runtime/base';
import type { OsThread } from '@rivulet/runtime/io';
import type { MissingProcess } from '@rivulet/runtime/actor';
import type { CollectedFacts, ThreadReport } from '@rivulet/runtime/rpc';

/** What Node.js and V8 start by themselves. `unknown`: a library's, or a newer engine's. */
export type EngineThreadKind = 'v8Worker' | 'v8DelayedTasks' | 'libuvPool' | 'signalWatcher' | 'unknown';

export type ClusterThread = ThreadReport & {
  /** Whose it is: `jobmanager` or a TaskManager's id; all of them for the main thread of an embedded cluster. */
  readonly components: readonly string[];
  readonly osState?: OsThread['state'];
  readonly cpuMs?: number;
};

export type EngineThread = OsThread & { readonly kind: EngineThreadKind };

export type ThreadsOfProcess = {
  readonly process: string;
  readonly address: string;
  readonly pid: number;
  readonly components: readonly string[];
  readonly threads: readonly ClusterThread[];
  /** Absent where the operating system cannot list them. */
  readonly engine?: readonly EngineThread[];
};

export type ClusterThreads = {
  readonly processes: readonly ThreadsOfProcess[];
  readonly missing: readonly MissingProcess[];
};

export type ThreadFacts = CollectedFacts<'osProcess' | 'threads'>;

/** @param jobId leaves out the task threads of other jobs */
export function clusterThreadsOf({ processes, missing }: ThreadFacts, jobId?: JobId): ClusterThreads {
  return { processes: processes.map((each) => threadsOfProcess(each, jobId)), missing };
}

function threadsOfProcess(
  { process, address, facts }: ThreadFacts['processes'][number],
  jobId: JobId | undefined,
): ThreadsOfProcess {
  const { pid = 0, threads: listed } = facts.osProcess[0] ?? {};
  const byId = new Map(listed?.map((thread) => [thread.osThreadId, thread]));
  const ours = merged(facts.threads);
  const known = new Set(ours.map(({ osThreadId }) => osThreadId));
  const starting = ours.filter(({ osThreadId }) => osThreadId === undefined).map(({ name }) => name);
  const engine = listed
    ?.filter(({ osThreadId }) => !known.has(osThreadId))
    .filter(({ name }) => !takeOne(starting, name));
  return {
    process,
    address,
    pid,
    components: facts.threads.map(({ component }) => component),
    threads: ours
      .filter(({ role, tasks }) => jobId === undefined || role !== 'task' || runs(tasks, jobId))
      .map((thread) => ({ ...thread, ...seenBySystem(byId.get(thread.osThreadId ?? -1)) })),
    ...(engine === undefined ? {} : { engine: engine.map(engineThread) }),
  };
}

/** The main thread of an embedded cluster is named by every component, and is one thread. */
function merged(parts: ThreadFacts['processes'][number]['facts']['threads']): readonly ClusterThread[] {
  const components = parts.map(({ component }) => component);
  const main = parts.flatMap(({ threads }) => threads).find(({ role }) => role === 'main');
  const others = parts.flatMap(({ component, threads }) =>
    threads.filter(({ role }) => role !== 'main').map((thread) => ({ ...thread, components: [component] })),
  );
  return main === undefined ? others : [{ ...main, components }, ...others];
}

/** A thread of ours that has not yet said its id is known by its name, as far as the system keeps it. */
function takeOne(starting: string[], osName: string): boolean {
  const index = starting.findIndex((name) => cutName(name) === osName);
  if (index >= 0) starting.splice(index, 1);
  return index >= 0;
}

function cutName(name: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(name).subarray(0, OS_NAME_BYTES));
}

const OS_NAME_BYTES = 15;

function runs(tasks: ThreadReport['tasks'], jobId: JobId): boolean {
  return tasks.some((task) => task.jobId === jobId);
}

function seenBySystem(thread: OsThread | undefined): Pick<ClusterThread, 'osState' | 'cpuMs'> {
  return thread === undefined ? {} : { osState: thread.state, cpuMs: thread.cpuMs };
}

function engineThread(thread: OsThread): EngineThread {
  return { ...thread, kind: KINDS[thread.name] ?? 'unknown' };
}

/** Names as Node.js 24 gives them, cut to 15 bytes by Linux. */
const KINDS: Readonly<Record<string, EngineThreadKind>> = {
  V8Worker: 'v8Worker',
  DelayedTaskSche: 'v8DelayedTasks',
  'libuv-worker': 'libuvPool',
  SignalInspector: 'signalWatcher',
};
