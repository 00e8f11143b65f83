/** Our reports and the system's list become one: each thread once, ours or the engine's. */
import { asId, type JobId } from '@rivulet/runtime/base';
import type { OsThread } from '@rivulet/runtime/io';
import type { ThreadReport } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { clusterThreadsOf, type ThreadFacts } from './cluster-threads.ts';

const [JOB, OTHER] = [asId<JobId>('job-1'), asId<JobId>('job-2')];
const MAIN: ThreadReport = { name: 'main', threadId: 0, osThreadId: 100, role: 'main', tasks: [] };

function os(osThreadId: number, name: string): OsThread {
  return { osThreadId, name, state: 'sleeping', cpuMs: 10 };
}

function taskThread(name: string, jobId: JobId, osThreadId?: number): ThreadReport {
  const tasks = [{ name, jobId, slotIndex: 0, activity: 'idle' as const, activitySinceMs: 0, jobBuilds: 1 }];
  return { name, threadId: 2, ...(osThreadId === undefined ? {} : { osThreadId }), role: 'task', tasks };
}

function facts(threads: readonly OsThread[] | undefined, ...parts: readonly ThreadReport[][]): ThreadFacts {
  return {
    processes: [
      {
        process: 'tm',
        address: 'a',
        facts: {
          osProcess: [{ pid: 100, ...(threads === undefined ? {} : { threads }) }],
          threads: parts.map((part, index) => ({ component: `part-${index}`, threads: part })),
        },
      },
    ],
    missing: [],
  };
}

describe('the threads of a process', () => {
  it('given our reports and the system’s list, then ours are joined by id and the rest is the engine’s, by kind', () => {
    const listed = [
      os(100, 'MainThread'),
      os(101, 'V8Worker'),
      os(102, 'libuv-worker'),
      os(103, 'map (1/1)'),
    ];

    const [found] = clusterThreadsOf(facts(listed, [MAIN, taskThread('map (1/1)', JOB, 103)])).processes;

    expect(found?.threads.map(({ name, osThreadId, cpuMs }) => [name, osThreadId, cpuMs])).toEqual([
      ['main', 100, 10],
      ['map (1/1)', 103, 10],
    ]);
    expect(found?.engine?.map(({ kind }) => kind)).toEqual(['v8Worker', 'libuvPool']);
  });

  it('given several components in one process, then the main thread is listed once, and is everybody’s', () => {
    const [found] = clusterThreadsOf(facts([os(100, 'MainThread')], [MAIN], [MAIN], [MAIN])).processes;

    expect(found?.threads).toMatchObject([{ name: 'main', components: ['part-0', 'part-1', 'part-2'] }]);
  });

  it('given a thread that has not said its id yet, then it is not taken for one of the engine’s', () => {
    const name = 'Source: 诗歌 (1/2)#0';
    const cut = 'Source: 诗歌 ';
    const listed = [os(100, 'MainThread'), os(101, cut), os(102, 'stranger')];

    const [found] = clusterThreadsOf(facts(listed, [MAIN, taskThread(name, JOB)])).processes;

    expect(found?.engine?.map(({ name: engine, kind }) => [engine, kind])).toEqual([['stranger', 'unknown']]);
  });

  it('given a job, then the task threads of other jobs are left out, and are still not the engine’s', () => {
    const listed = [os(100, 'MainThread'), os(101, 'map (1/1)'), os(102, 'map (1/1)')];
    const parts = [MAIN, taskThread('map (1/1)', JOB, 101), taskThread('map (1/1)', OTHER, 102)];

    const [found] = clusterThreadsOf(facts(listed, parts), JOB).processes;

    expect(found?.threads.map(({ osThreadId }) => osThreadId)).toEqual([100, 101]);
    expect(found?.engine).toEqual([]);
  });

  it('given a system that cannot list threads, then ours are there and the engine’s are said to be unknown', () => {
    const [found] = clusterThreadsOf(facts(undefined, [MAIN])).processes;

    expect(found?.threads).toHaveLength(1);
    expect(found).not.toHaveProperty('engine');
  });
});
