/** Which threads take part in submitting and running a program? Counted in the processes of this cluster.
 *  Source of the question: the reader's document; of Flink's side: its thread names, as a thread dump shows them. */
import type { Language } from '@rivulet/runtime/base';
import type { ClusterThread, EngineThread } from '@rivulet/jobmanager';
import type { ClusterFacts } from './cluster-facts.ts';
import { type ExplainedFact, type Explanation, type Say, sayIn } from './explanation.ts';
import { THREADS_TEXTS, type ThreadsText } from './texts/threads-texts.ts';

export function threadsQuestion(facts: ClusterFacts, language: Language): Explanation {
  const say = sayIn(THREADS_TEXTS, language);
  const { perSlot, ...counts } = threadCountsOf(facts);
  return {
    question: 'threads',
    title: say('title'),
    answer: [
      say('ours', counts),
      say('submitting', counts),
      ...(facts.job === undefined ? [say('noJob')] : [say(perSlot ? 'perSlot' : 'perTask', counts)]),
      say('engine', counts),
    ],
    facts: factsOf(say, counts),
    trials: [
      {
        command: `rivulet run <job.ts> -p 2 -D taskmanager.task-threads=${perSlot ? 'per-task' : 'per-slot'}`,
        changes: say(perSlot ? 'tryPerTask' : 'tryPerSlot', counts),
      },
      { command: 'rivulet threads --watch', changes: say('tryWatch') },
    ],
    flink: [say('flinkTasks'), say('flinkActors'), say('flinkNetwork'), say('flinkHelpers')],
  };
}

export type ThreadCounts = {
  readonly processes: number;
  readonly threads: number;
  readonly main: number;
  readonly network: number;
  readonly task: number;
  readonly subtasks: number;
  readonly slotsInUse: number;
  readonly endpoints: number;
  readonly perSlot: boolean;
  readonly engineThreads: number;
  readonly v8: number;
  readonly libuv: number;
  readonly others: number;
};

export function threadCountsOf({ threads, slots, actors }: ClusterFacts): ThreadCounts {
  const ours = threads.processes.flatMap((process) => process.threads);
  const engine = threads.processes.flatMap((process) => process.engine ?? []);
  const tasks = ours.filter(({ role }) => role === 'task');
  const v8 = countOf(engine, 'v8Worker') + countOf(engine, 'v8DelayedTasks');
  const libuv = countOf(engine, 'libuvPool');
  return {
    processes: threads.processes.length,
    threads: ours.length,
    main: roleCount(ours, 'main'),
    network: roleCount(ours, 'network'),
    task: tasks.length,
    subtasks: tasks.reduce((sum, thread) => sum + thread.tasks.length, 0),
    slotsInUse: slots.slots.filter((slot) => slot.tasks.length > 0).length,
    endpoints: endpointCountOf(actors),
    perSlot: tasks.some(({ name }) => /^slot \d+$/.test(name)),
    engineThreads: engine.length,
    v8,
    libuv,
    others: engine.length - v8 - libuv,
  };
}

export function endpointCountOf({ processes }: ClusterFacts['actors']): number {
  return processes.flatMap((each) => each.actors).filter(({ path }) => ENDPOINT.test(path)).length;
}

const ENDPOINT = /^\/user\/rpc\/[^/]+$/;

function factsOf(say: Say<ThreadsText>, counts: Omit<ThreadCounts, 'perSlot'>): readonly ExplainedFact[] {
  const fact = (
    key: string,
    text: ThreadsText,
    value: number,
    flink: string,
    file: string,
  ): ExplainedFact => ({
    key,
    name: say(text),
    value,
    flink,
    file,
  });
  return [
    fact('processes', 'factProcesses', counts.processes, 'JobManager / TaskManager JVM', PROCESS),
    fact('mainThreads', 'factMain', counts.main, 'pekko.actor.default-dispatcher, 8 … 64', ACTORS),
    fact('endpoints', 'factEndpoints', counts.endpoints, 'RpcEndpoint main thread (logical)', ENDPOINTS),
    fact('networkThreads', 'factNetwork', counts.network, 'Flink Netty Server / Client Thread', NETWORK),
    fact('taskThreads', 'factTask', counts.task, 'Flink Task Threads: <task> (i/n)#attempt', TASKS),
    fact('subtasks', 'factSubtasks', counts.subtasks, 'Task (one subtask of a chain)', HOST),
    fact('slotsInUse', 'factSlots', counts.slotsInUse, 'TaskSlot ACTIVE', SLOTS),
    fact('v8Threads', 'factV8', counts.v8, 'GC, C1/C2 CompilerThread', OS),
    fact('libuvThreads', 'factLibuv', counts.libuv, 'ForkJoinPool.commonPool, io pools', OS),
    fact('otherThreads', 'factOthers', counts.others, 'Signal Dispatcher', OS),
  ];
}

const PROCESS = 'packages/runtime/src/io/node/node-os-process.ts';
const ACTORS = 'packages/runtime/src/actor/dispatcher.ts';
const ENDPOINTS = 'packages/runtime/src/rpc/endpoint/rpc-endpoint.ts';
const NETWORK = 'packages/runtime/src/network/environment/network-thread-main.ts';
const TASKS = 'packages/taskmanager/src/deployment/task-threads.ts';
const HOST = 'packages/taskmanager/src/task/task-host.ts';
const SLOTS = 'packages/taskmanager/src/executor/slot-table.ts';
const OS = 'packages/jobmanager/src/rest/cluster-threads.ts';

function roleCount(threads: readonly ClusterThread[], role: ClusterThread['role']): number {
  return threads.filter((thread) => thread.role === role).length;
}

function countOf(engine: readonly EngineThread[], kind: EngineThread['kind']): number {
  return engine.filter((thread) => thread.kind === kind).length;
}
