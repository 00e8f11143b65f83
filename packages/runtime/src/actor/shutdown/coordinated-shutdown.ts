/** Takes a process down in order: phase after phase, the tasks of one phase together, none beyond its deadline.
 *  A task that fails or hangs costs its own work and at most its phase's time; the way down goes on.
 *  Invariant: runs once; whoever asks again gets the same report. It installs no signal handlers: a main does. */
import { streamError } from '../../base/index.ts';
import type { Io, Logger, Timers } from '../../io/index.ts';
import {
  orderPhases,
  SHUTDOWN_PHASES,
  type ShutdownPhase,
  type ShutdownPhaseName,
} from './shutdown-phases.ts';

export type ShutdownTask = () => Promise<void> | void;

export type ShutdownReport = {
  readonly reason: string;
  /** In the order in which phases ended. */
  readonly failures: readonly ShutdownFailure[];
};

export type ShutdownFailure = {
  readonly phase: string;
  readonly task: string;
  /** Absent when the task was still running at the deadline. */
  readonly cause?: unknown;
};

type NamedTask = { readonly name: string; readonly run: ShutdownTask };

export class CoordinatedShutdown<Name extends string = ShutdownPhaseName> {
  readonly #timers: Timers;
  readonly #log: Logger;
  readonly #phases: readonly ShutdownPhase<Name>[];
  readonly #tasks = new Map<Name, NamedTask[]>();
  #running: Promise<ShutdownReport> | undefined;

  /** With the phases every process has. */
  static create(io: Pick<Io, 'timers' | 'log'>): CoordinatedShutdown {
    return new CoordinatedShutdown<ShutdownPhaseName>(io, SHUTDOWN_PHASES);
  }

  /** @throws StreamError SHUTDOWN_PHASES_INVALID */
  constructor({ timers, log }: Pick<Io, 'timers' | 'log'>, phases: readonly ShutdownPhase<Name>[]) {
    this.#timers = timers;
    this.#log = log;
    this.#phases = orderPhases(phases);
  }

  /** A task added to a phase that is running or over is not run. @param name for the log and the report */
  addTask(phase: Name, name: string, run: ShutdownTask): void {
    const tasks = this.#tasks.get(phase);
    if (tasks === undefined) this.#tasks.set(phase, [{ name, run }]);
    else tasks.push({ name, run });
  }

  /** Never rejects: what went wrong is in the report. */
  run(reason: string): Promise<ShutdownReport> {
    this.#running ??= this.#runAll(reason);
    return this.#running;
  }

  /** `run` for those who await the end and nothing else. @throws StreamError SHUTDOWN_INCOMPLETE */
  async close(reason: string): Promise<void> {
    const report = await this.run(reason);
    if (report.failures.length === 0) return;
    const failures = report.failures.map(({ phase, task, cause }) => {
      const reason = cause instanceof Error ? cause.message : 'it threw no error';
      return `${task} in ${phase}: ${cause === undefined ? 'still running' : reason}`;
    });
    const details = { reason: report.reason, failures: failures.join('; ') };
    throw streamError('SHUTDOWN_INCOMPLETE', details, report.failures[0]?.cause);
  }

  async #runAll(reason: string): Promise<ShutdownReport> {
    this.#log.info({ reason }, 'shutting down');
    const failures: ShutdownFailure[] = [];
    for (const phase of this.#phases) failures.push(...(await this.#runPhase(phase)));
    return { reason, failures };
  }

  async #runPhase({ name: phase, timeoutMs }: ShutdownPhase<Name>): Promise<readonly ShutdownFailure[]> {
    const tasks = this.#tasks.get(phase) ?? [];
    const unfinished = new Set(tasks);
    const failures: ShutdownFailure[] = [];
    const runTask = async (task: NamedTask): Promise<void> => {
      try {
        await task.run();
      } catch (cause) {
        if (unfinished.has(task)) failures.push({ phase, task: task.name, cause });
      }
      unfinished.delete(task);
    };
    const deadline = Promise.withResolvers<void>();
    const timer = this.#timers.after(timeoutMs, deadline.resolve);
    await Promise.race([Promise.all(tasks.map(runTask)), deadline.promise]);
    timer.cancel();
    for (const { name } of unfinished) failures.push({ phase, task: name });
    unfinished.clear();
    for (const { task, cause } of failures) {
      const what =
        cause === undefined ? 'shutdown task takes too long, going on without it' : 'shutdown task failed';
      this.#log.warn({ phase, task, err: cause }, what);
    }
    return failures;
  }
}
