/** The jobs this TaskManager works for, each with its tie to a JobMaster and its heartbeats.
 *  A job is here from its first slot until its last slot is free. Path: requestSlot → `open` → … → `close`.
 *  Invariant: a lost JobMaster is told to the owner once; the tie then waits for it again while the job has slots.
 *  Source: Flink's JobTable and JobLeaderService. */
import { asId, type JobId, type ResourceId } from '@rivulet/runtime/base';
import type { Clock } from '@rivulet/runtime/io';
import {
  type AllocatedSlotReport,
  HeartbeatManager,
  type HeartbeatSettings,
  type JobMasterGateway,
  type MainThread,
  type RpcGateway,
  type TaskMetricsReport,
} from '@rivulet/runtime/rpc';
import { JobConnection, type JobConnectionOptions } from './job-connection.ts';

export type JobTableOptions = Omit<
  JobConnectionOptions,
  'jobId' | 'targetAddress' | 'connected' | 'offers'
> & {
  readonly clock: Clock;
  readonly mainThread: MainThread;
  readonly heartbeat: HeartbeatSettings;
  offers(jobId: JobId): ReturnType<JobConnectionOptions['offers']>;
  metricsOf(jobId: JobId): TaskMetricsReport;
  /** What the JobMaster believes it holds here. */
  reported(jobId: JobId, report: AllocatedSlotReport): void;
  lost(jobId: JobId, reason: string): void;
};

export class JobTable {
  readonly #options: JobTableOptions;
  readonly #jobs = new Map<JobId, JobConnection>();
  /** By job and not by process: one JobManager runs many JobMasters. */
  readonly #heartbeats: HeartbeatManager<AllocatedSlotReport>;

  constructor(options: JobTableOptions) {
    this.#options = options;
    const { clock, mainThread, heartbeat } = options;
    this.#heartbeats = new HeartbeatManager<AllocatedSlotReport>(clock, mainThread, 'receiver', heartbeat, {
      received: (_, report) => options.reported(report.jobId, report),
      lost: (peer, loss) => this.#lost(asId<JobId>(peer), `heartbeat: ${loss}`),
    });
  }

  get(jobId: JobId): JobConnection | undefined {
    return this.#jobs.get(jobId);
  }

  gateway(jobId: JobId): RpcGateway<JobMasterGateway> | undefined {
    return this.#jobs.get(jobId)?.gateway;
  }

  jobs(): readonly JobConnection[] {
    return [...this.#jobs.values()];
  }

  /** A slot for the job came: connect to its JobMaster, or offer it there at once. */
  open(jobId: JobId, targetAddress: string): void {
    const known = this.#jobs.get(jobId);
    if (known !== undefined && known.targetAddress === targetAddress) {
      known.offerSlots();
      return;
    }
    if (known !== undefined) {
      // Another address is another JobMaster: the old one is gone.
      known.disconnect();
      this.#heartbeats.unmonitor(peerOf(jobId));
      this.#options.lost(jobId, `the JobMaster at ${targetAddress} took over`);
    }
    const { offers } = this.#options;
    const connection = new JobConnection({
      ...this.#options,
      jobId,
      targetAddress,
      offers: () => offers(jobId),
      connected: (gateway) => this.#connected(jobId, gateway),
    });
    this.#jobs.set(jobId, connection);
    connection.connect();
  }

  heartbeat(report: AllocatedSlotReport): void {
    this.#heartbeats.receive(peerOf(report.jobId), report);
  }

  /** The job has no slot here any more. */
  close(jobId: JobId, reason: string): void {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return;
    this.#jobs.delete(jobId);
    this.#heartbeats.unmonitor(peerOf(jobId));
    job.gateway?.disconnectTaskManager(job.resourceId, reason);
    job.disconnect();
  }

  /** Idempotent. */
  stop(reason: string): void {
    for (const jobId of this.#jobs.keys()) this.close(jobId, reason);
    this.#heartbeats.stop();
  }

  #connected(jobId: JobId, gateway: RpcGateway<JobMasterGateway>): void {
    const { registration, metricsOf } = this.#options;
    this.#heartbeats.monitor(peerOf(jobId), {
      send: () => gateway.heartbeatFromTaskManager(registration.resourceId, metricsOf(jobId)),
    });
  }

  #lost(jobId: JobId, reason: string): void {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return;
    job.disconnect();
    this.#options.lost(jobId, reason);
    // Its slots wait for it as long as new ones do; when they are gone, so is the job.
    if (this.#jobs.get(jobId) === job) job.connect();
  }
}

function peerOf(jobId: JobId): ResourceId {
  return asId<ResourceId>(jobId);
}
