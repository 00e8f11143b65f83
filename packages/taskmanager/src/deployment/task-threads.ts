/** Gives each task the thread it runs on. Which tasks share one is a strategy, visible in every listing:
 *  `per-task` (as in Flink: one thread per subtask chain) or `per-slot` (the tasks of a slot take turns on one).
 *  Path: deployment → **task-threads** → io.threads → task-thread-main. Invariant: a doorbell belongs to one living
 *  thread; it is given back when that thread has ended. */
import type { Io } from '@rivulet/runtime/io';
import type { ShuffleEnvironment } from '@rivulet/runtime/network';
import type { ThreadReport } from '@rivulet/runtime/rpc';
import { TASK_THREAD_ENTRY, type TaskThreadData } from '../task/index.ts';
import { TaskThread } from './task-thread.ts';

export type TaskThreadStrategy = 'per-task' | 'per-slot';

export type DoorbellSource = Pick<ShuffleEnvironment, 'allocateDoorbell' | 'releaseDoorbell'>;

export class TaskThreads {
  readonly #io: Pick<Io, 'threads' | 'timers' | 'log'>;
  readonly #strategy: TaskThreadStrategy;
  readonly #doorbells: DoorbellSource;
  readonly #threads = new Set<TaskThread>();
  readonly #threadOfSlot = new Map<number, TaskThread>();

  constructor(
    io: Pick<Io, 'threads' | 'timers' | 'log'>,
    strategy: TaskThreadStrategy,
    doorbells: DoorbellSource,
  ) {
    this.#io = io;
    this.#strategy = strategy;
    this.#doorbells = doorbells;
  }

  threadFor(taskName: string, slotIndex: number): TaskThread {
    if (this.#strategy === 'per-task') return this.#spawn(taskName);
    const shared = this.#threadOfSlot.get(slotIndex);
    if (shared?.open === true) return shared;
    const thread = this.#spawn(`slot ${slotIndex}`);
    this.#threadOfSlot.set(slotIndex, thread);
    return thread;
  }

  reports(): readonly ThreadReport[] {
    return [...this.#threads].map(({ name, threadId, osThreadId, tasks }) => ({
      name,
      threadId,
      ...(osThreadId === undefined ? {} : { osThreadId }),
      role: 'task',
      tasks,
    }));
  }

  /** Ends every thread, wherever it is. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  #spawn(name: string): TaskThread {
    const doorbell = this.#doorbells.allocateDoorbell();
    const data: TaskThreadData = { kind: 'task-thread', doorbell };
    const thread = new TaskThread(
      this.#io.threads.spawn(TASK_THREAD_ENTRY, { name, data }),
      doorbell,
      this.#io.timers,
      this.#io.log,
    );
    this.#threads.add(thread);
    void thread.ended.then(() => {
      this.#threads.delete(thread);
      this.#doorbells.releaseDoorbell(doorbell);
    });
    return thread;
  }
}
