/** Where a job stands and how it came there: its status with its times, and the cause of failure.
 *  Path: JobMaster signals → job-status-machine.ts decides → this object keeps, and hands the effects back.
 *  Invariant: the first cause of failure is the job's; what breaks afterwards is a consequence. */
import type { StreamErrorJson } from '@rivulet/runtime/base';
import type { JobStatus } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import { type JobSignal, stepJobStatus } from './job-status-machine.ts';

export type JobLifecycleListener = {
  statusChanged(status: JobStatus, from: JobStatus): void;
  cancelExecutions(): void;
  ended(): void;
};

export class JobLifecycle {
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #listener: JobLifecycleListener;
  #status: JobStatus = 'INITIALIZING';
  #timestamps: Partial<Record<JobStatus, number>>;
  #error: StreamErrorJson | undefined;

  constructor(clock: Pick<Clock, 'wallMs'>, listener: JobLifecycleListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.#timestamps = { INITIALIZING: clock.wallMs() };
  }

  get status(): JobStatus {
    return this.#status;
  }

  get timestamps(): Readonly<Partial<Record<JobStatus, number>>> {
    return this.#timestamps;
  }

  get error(): StreamErrorJson | undefined {
    return this.#error;
  }

  signal(signal: JobSignal): void {
    const from = this.#status;
    const { status, effects } = stepJobStatus(from, signal);
    if (status !== from) {
      this.#status = status;
      this.#timestamps = { ...this.#timestamps, [status]: this.#clock.wallMs() };
      this.#listener.statusChanged(status, from);
    }
    if (effects.includes('cancelExecutions')) this.#listener.cancelExecutions();
    if (effects.includes('end')) this.#listener.ended();
  }

  fail(error: StreamErrorJson): void {
    const { status } = stepJobStatus(this.#status, 'fail');
    if (status !== this.#status) this.#error = error;
    this.signal('fail');
  }
}
