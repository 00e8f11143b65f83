/** One task thread as the main thread sees it: its port, its doorbell, the tasks on it, and how it ends.
 *  Path: deployment → **task-thread** → message port + doorbell → task-thread-main.
 *  Invariant: it is told to shut down when its last task has ended, and ended by force if it does not obey; `ended`
 *  resolves when nothing of it is left. A thread that ends unasked takes its tasks with it: `lost` says so, once. */
import type { Logger, Thread, ThreadExit, Timers } from '@rivulet/runtime/io';
import { Doorbell, type DoorbellHandle } from '@rivulet/runtime/network';
import type { TaskOnThread } from '@rivulet/runtime/rpc';
import type { CheckpointReport, MainToTaskThread, TaskThreadToMain } from '../task/index.ts';

/** A thread that was told to end may still run a user's timer or a last write; it gets this long. */
const SHUTDOWN_GRACE_MS = 2_000;

/** What one task of the thread hears. */
export type ThreadTaskListener = {
  received(message: Extract<TaskThreadToMain, { readonly type: 'taskState' }>): void;
  checkpointReported(report: CheckpointReport): void;
  /** To the producer of one of its channels. */
  taskEventSent(message: Extract<TaskThreadToMain, { readonly type: 'sendTaskEvent' }>): void;
  /** The thread ended under the task. */
  lost(reason: string): void;
};

type TaskOfThread = { readonly look: () => TaskOnThread; readonly listener: ThreadTaskListener };

export class TaskThread {
  readonly name: string;
  readonly threadId: number;
  readonly doorbell: DoorbellHandle;
  readonly ended: Promise<void>;
  readonly #thread: Thread;
  readonly #timers: Timers;
  readonly #log: Logger;
  readonly #tasks = new Map<string, TaskOfThread>();
  #ending = false;

  constructor(thread: Thread, doorbell: DoorbellHandle, timers: Timers, log: Logger) {
    this.name = thread.name;
    this.threadId = thread.threadId;
    this.doorbell = doorbell;
    this.#thread = thread;
    this.#timers = timers;
    this.#log = log;
    this.ended = thread.exited.then((exit) => this.#exited(exit));
    thread.onMessage((message) => this.#receive(message as TaskThreadToMain));
  }

  /** False once it takes no more tasks. */
  get open(): boolean {
    return !this.#ending;
  }

  /** `undefined` until the thread runs, and where the system does not tell. */
  get osThreadId(): number | undefined {
    return this.#thread.osThreadId;
  }

  get tasks(): readonly TaskOnThread[] {
    return [...this.#tasks.values()].map(({ look }) => look());
  }

  /** @param look what the task is and does, for listings */
  addTask(taskId: string, look: () => TaskOnThread, listener: ThreadTaskListener): void {
    this.#tasks.set(taskId, { look, listener });
  }

  /** The task has ended. Resolves at once, or, for the thread's last task, when the thread has ended too. */
  async removeTask(taskId: string): Promise<void> {
    this.#tasks.delete(taskId);
    if (this.#tasks.size > 0) return;
    this.#shutDown();
    await this.ended;
  }

  /** Posts, and rings: a thread without input sleeps in shared memory and not in its event loop. */
  post(message: MainToTaskThread): void {
    this.#thread.post(message);
    Doorbell.ringControl(this.doorbell);
  }

  /** Ends the thread wherever it is. Its tasks hear that it is lost. */
  async terminate(): Promise<void> {
    await this.#thread.terminate();
    await this.ended;
  }

  #shutDown(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.post({ type: 'shutdown' });
    const grace = this.#timers.after(SHUTDOWN_GRACE_MS, () => {
      this.#log.warn(
        { thread: this.name, graceMs: SHUTDOWN_GRACE_MS },
        'task thread did not end, terminating it',
      );
      void this.#thread.terminate();
    });
    void this.ended.then(() => grace.cancel());
  }

  #receive(message: TaskThreadToMain): void {
    if (message.type === 'ready') return;
    const listener = this.#tasks.get(message.taskId)?.listener;
    if (message.type === 'taskState') listener?.received(message);
    else if (message.type === 'sendTaskEvent') listener?.taskEventSent(message);
    else listener?.checkpointReported(message);
  }

  #exited({ code, error }: ThreadExit): void {
    this.#ending = true;
    const reason = error?.message ?? `exit code ${code}`;
    const orphans = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const { listener } of orphans) listener.lost(reason);
  }
}
