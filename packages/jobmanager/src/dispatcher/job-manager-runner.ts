/** One accepted job and the JobMaster that runs it, seen from the Dispatcher: before, during and after its run.
 *  Invariant: the JobMaster is called through its gateway, as from anywhere else, so that its mailbox shows every call.
 *  Source: Flink's JobManagerRunner. */
import type { JobId } from '@rivulet/runtime/base';
import type { JobSubmission } from '@rivulet/runtime/graph';
import type { Io } from '@rivulet/runtime/io';
import {
  type CheckpointInfo,
  type CheckpointOptions,
  type ExecutionGraphInfo,
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  type RpcGateway,
  type RpcService,
  type SlotPoolFact,
} from '@rivulet/runtime/rpc';
import { JobMaster, type JobMasterSettings } from '../job-master/index.ts';

export type JobManagerRunnerOptions = {
  readonly service: RpcService;
  readonly io: Io;
  readonly submission: JobSubmission;
  readonly settings: JobMasterSettings;
  ended(info: ExecutionGraphInfo): void;
};

export class JobManagerRunner {
  readonly jobId: JobId;
  /** The job's last word; set before the JobMaster is closed. */
  #result: ExecutionGraphInfo | undefined;
  readonly #jobMaster: JobMaster;
  readonly #gateway: Promise<RpcGateway<JobMasterGateway>>;

  constructor({ service, io, submission, settings, ended }: JobManagerRunnerOptions) {
    this.jobId = submission.jobId;
    this.#jobMaster = new JobMaster({
      service,
      io,
      submission,
      settings,
      jobEnded: (info) => {
        this.#result = info;
        ended(info);
      },
    });
    this.#jobMaster.start();
    const { address, fencingToken } = this.#jobMaster;
    this.#gateway = service.connect(address, JOB_MASTER_GATEWAY, fencingToken);
    // Whoever calls hears of a failure; nobody may call.
    this.#gateway.catch(() => {});
  }

  /** What its JobMaster believes of its slots. */
  get slotPoolFact(): SlotPoolFact {
    return this.#jobMaster.slotPoolFact;
  }

  async requestJob(): Promise<ExecutionGraphInfo> {
    return this.#result ?? (await this.#gateway).requestJob();
  }

  async cancel(): Promise<void> {
    if (this.#result === undefined) await (await this.#gateway).cancel();
  }

  async triggerCheckpoint(options: CheckpointOptions): Promise<CheckpointInfo> {
    return (await this.#gateway).triggerCheckpoint(options);
  }

  /** Resolves when the job's slots are returned and its actor is gone. */
  close(): Promise<void> {
    return this.#jobMaster.closeAsync();
  }
}
