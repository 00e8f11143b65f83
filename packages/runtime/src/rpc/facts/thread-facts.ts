/** Threads as facts: those we start, each with what it is for and which tasks it runs, and those the operating system
 *  shows for the process, the engine's among them. Joined by the system's thread id (jobmanager/rest). */
import type { JobId, ResourceId } from '../../base/index.ts';
import type { OsProcess, OsThread } from '../../io/index.ts';

/** What a task is doing. Back-pressured softly: its output is full, and it waits between two records, reading its mail;
 *  hard: it waits inside a record and does nothing else. `initial`: it does not run yet.
 *  Source: Flink's TaskIOMetricGroup. */
export type TaskActivity = 'initial' | 'idle' | 'softBackPressured' | 'hardBackPressured' | 'busy';

/** What an idle task waits for. `barrier`: channels whose checkpoint barrier has come stand still, the others' are
 *  awaited; `timer`: its source has said when it goes on. */
export type TaskWait = 'input' | 'barrier' | 'timer';

export type TaskOnThread = {
  readonly name: string;
  readonly jobId: JobId;
  readonly slotIndex: number;
  readonly activity: TaskActivity;
  /** Since when it does that, epoch milliseconds; 0 before it runs. */
  readonly activitySinceMs: number;
  /** Of an idle task. */
  readonly waitsFor?: TaskWait | undefined;
  /** How often the job's build function ran for it: 0 when it ran on the thread for another task of the job. */
  readonly jobBuilds: number;
};

export type ThreadReport = {
  readonly name: string;
  /** Node's number of it; 0 = main. */
  readonly threadId: number;
  /** The operating system's, where it tells. */
  readonly osThreadId?: number;
  readonly role: 'main' | 'network' | 'task';
  readonly tasks: readonly TaskOnThread[];
};

/** The threads of one component; in an embedded cluster several components share a process and its main thread. */
export type ThreadsFact = {
  /** `jobmanager`, or a TaskManager's id. */
  readonly component: string;
  readonly threads: readonly ThreadReport[];
};

/** The thread of the actors, in every process. */
export function mainThreadReport({ ownThreadId }: Pick<OsProcess, 'ownThreadId'>): ThreadReport {
  const known = ownThreadId === undefined ? {} : { osThreadId: ownThreadId };
  return { name: 'main', threadId: 0, ...known, role: 'main', tasks: [] };
}

/** The data-plane memory of a TaskManager, which all its threads share: figures by Flink's names. */
export type NetworkMemoryFact = {
  readonly taskManagerId: ResourceId;
  readonly metrics: Readonly<Record<string, number>>;
};

export type OsProcessFact = {
  readonly pid: number;
  /** Absent where the system cannot list them. */
  readonly threads?: readonly OsThread[];
};
