/** The TaskManager's tie to one JobMaster: registers there, offers it the job's slots, and notices when it is gone.
 *  Path: requestSlot → **job-connection** → registerTaskManager → offerSlots → accepted: ACTIVE, rejected: free.
 *  Invariant: only the answer to the latest offer counts; each offer names all slots that wait, so an answer that was
 *  overtaken says nothing new. Source: Flink's JobLeaderService and TaskExecutor.offerSlotsToJobManager. */
import {
  type AllocationId,
  type FencingToken,
  isStreamError,
  type JobId,
  type ResourceId,
} from '@rivulet/runtime/base';
import type { Logger } from '@rivulet/runtime/io';
import {
  JOB_MASTER_GATEWAY,
  type JobMasterGateway,
  type MainThread,
  type RegistrationSettings,
  RetryingRegistration,
  type RpcGateway,
  type RpcService,
  type SlotOffer,
  type TaskManagerRegistration,
  type TaskManagerRegistrationResponse,
  withTimeout,
} from '@rivulet/runtime/rpc';

export type JobConnectionOptions = {
  readonly service: RpcService;
  readonly mainThread: MainThread;
  readonly log: Logger;
  readonly jobId: JobId;
  readonly targetAddress: string;
  readonly registration: TaskManagerRegistration;
  readonly registrationSettings: RegistrationSettings;
  /** Slots of the job that the JobMaster has not taken yet. */
  offers(): readonly SlotOffer[];
  connected(gateway: RpcGateway<JobMasterGateway>): void;
  /** @returns false when the slot cannot be activated any more */
  accepted(jobId: JobId, allocationId: AllocationId): boolean;
  rejected(allocationId: AllocationId, reason: string): void;
};

type Success = Extract<TaskManagerRegistrationResponse, { kind: 'success' }>;

export class JobConnection {
  readonly jobId: JobId;
  readonly targetAddress: string;
  readonly #options: JobConnectionOptions;
  #registration: RetryingRegistration<RpcGateway<JobMasterGateway>, Success> | undefined;
  #gateway: RpcGateway<JobMasterGateway> | undefined;
  /** Names the latest offer. */
  #offerNumber = 0;

  constructor(options: JobConnectionOptions) {
    this.jobId = options.jobId;
    this.targetAddress = options.targetAddress;
    this.#options = options;
  }

  /** `undefined` while not registered there. */
  get gateway(): RpcGateway<JobMasterGateway> | undefined {
    return this.#gateway;
  }

  get jobMasterId(): FencingToken | undefined {
    return this.#gateway?.fencingToken;
  }

  get resourceId(): ResourceId {
    return this.#options.registration.resourceId;
  }

  /** Registers, and again after `disconnect`. */
  connect(): void {
    const { service, mainThread, jobId, registration, registrationSettings, log } = this.#options;
    const fields = { jobId, address: this.targetAddress };
    this.#registration?.close();
    this.#registration = new RetryingRegistration(
      mainThread,
      {
        connect: () => service.connect(this.targetAddress, JOB_MASTER_GATEWAY),
        register: (gateway, timeoutMs) =>
          withTimeout(gateway, timeoutMs).registerTaskManager(jobId, registration),
        registered: (gateway) => this.#registered(gateway),
        refused: (reason) => log.warn({ ...fields, reason }, 'registration refused by the job master'),
        failed: (error) => log.warn({ ...fields, error }, 'registration at the job master failed'),
      },
      registrationSettings,
    );
    this.#registration.start();
  }

  /** Offers every slot that waits. Without a connection they are offered when there is one. */
  offerSlots(): void {
    const gateway = this.#gateway;
    const offers = this.#options.offers();
    if (gateway === undefined || offers.length === 0) return;
    const offerNumber = ++this.#offerNumber;
    const ifLatest = (then: () => void): void =>
      this.#options.mainThread.runAsync(() => {
        if (offerNumber === this.#offerNumber && gateway === this.#gateway) then();
      });
    gateway.offerSlots(this.resourceId, offers).then(
      (accepted) => ifLatest(() => this.#answered(offers, new Set(accepted))),
      (error: unknown) => ifLatest(() => this.#offerFailed(offers, error)),
    );
  }

  /** The JobMaster is gone or said goodbye. What it was offered is no longer answered for. */
  disconnect(): void {
    this.#registration?.close();
    this.#gateway = undefined;
    this.#offerNumber++;
  }

  #registered(gateway: RpcGateway<JobMasterGateway>): void {
    this.#gateway = gateway;
    this.#options.log.info({ jobId: this.jobId, address: gateway.address }, 'registered at the job master');
    this.#options.connected(gateway);
    this.offerSlots();
  }

  #answered(offers: readonly SlotOffer[], accepted: ReadonlySet<AllocationId>): void {
    for (const { allocationId } of offers) {
      if (!accepted.has(allocationId)) {
        this.#options.rejected(allocationId, 'the JobMaster does not need it');
      } else if (!this.#options.accepted(this.jobId, allocationId)) {
        this.#gateway?.failSlot(this.resourceId, allocationId, 'it was released meanwhile');
      }
    }
  }

  #offerFailed(offers: readonly SlotOffer[], error: unknown): void {
    if (isStreamError(error, 'ASK_TIMEOUT')) {
      // Perhaps it was taken and only the answer was lost: offering again is answered alike.
      this.#options.log.warn({ jobId: this.jobId, error }, 'slot offer not answered, offering again');
      this.offerSlots();
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn({ jobId: this.jobId, error }, 'slot offer failed');
    for (const { allocationId } of offers) this.#options.rejected(allocationId, reason);
  }
}
