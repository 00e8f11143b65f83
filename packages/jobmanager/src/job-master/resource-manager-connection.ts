/** A JobMaster's tie to the ResourceManager: registers until it succeeds, then keeps it told how many slots the job
 *  wants. Path: scheduler → `declare` → (20 ms) → declareRequiredResources. Invariant: what is sent is always the
 *  latest absolute total, so a lost or repeated declaration does no harm; after a reconnect it is sent anew.
 *  Source: Flink's ResourceManagerConnection and DeclareResourceRequirementServiceConnectionManager. */
import { asId, type FencingToken, type JobId, type ResourceId } from '@rivulet/runtime/base';
import type { Logger, TimerHandle } from '@rivulet/runtime/io';
import {
  type JobMasterRegistrationResponse,
  type MainThread,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  RetryingRegistration,
  type RpcGateway,
  type RpcService,
  withTimeout,
} from '@rivulet/runtime/rpc';

export type JobMasterIdentity = {
  readonly jobId: JobId;
  readonly jobMasterId: FencingToken;
  readonly resourceId: ResourceId;
  readonly address: string;
};

type Registered = Extract<JobMasterRegistrationResponse, { kind: 'success' }>;
type Gateway = RpcGateway<ResourceManagerGateway>;

/** Changes of the total that come together are sent together (Flink's slot.request.max-interval). */
const DECLARE_DELAY_MS = 20;
const DECLARE_RETRY_MS = 1_000;

export class ResourceManagerConnection {
  readonly #mainThread: MainThread;
  readonly #service: RpcService;
  /** May end in a wildcard. */
  readonly #address: string;
  readonly #identity: JobMasterIdentity;
  readonly #log: Logger;
  readonly #connected: (gateway: Gateway, resourceId: ResourceId) => void;
  #registration: RetryingRegistration<Gateway, Registered> | undefined;
  #gateway: Gateway | undefined;
  #resourceId: ResourceId | undefined;
  #slotCount = 0;
  #declaring: TimerHandle | undefined;

  constructor(
    mainThread: MainThread,
    service: RpcService,
    address: string,
    identity: JobMasterIdentity,
    log: Logger,
    connected: (gateway: Gateway, resourceId: ResourceId) => void,
  ) {
    this.#mainThread = mainThread;
    this.#service = service;
    this.#address = address;
    this.#identity = identity;
    this.#log = log;
    this.#connected = connected;
  }

  /** Undefined while registering. */
  get gateway(): Gateway | undefined {
    return this.#gateway;
  }

  get resourceId(): ResourceId {
    return this.#resourceId ?? asId('unknown');
  }

  /** Begins to register; also after the ResourceManager was lost. */
  connect(): void {
    this.close();
    const { jobId, jobMasterId, resourceId, address } = this.#identity;
    const registration = new RetryingRegistration<Gateway, Registered>(this.#mainThread, {
      connect: () => this.#service.connect(this.#address, RESOURCE_MANAGER_GATEWAY),
      register: (gateway, timeoutMs) =>
        withTimeout(gateway, timeoutMs).registerJobMaster(jobMasterId, resourceId, address, jobId),
      registered: (gateway, { resourceManagerResourceId }) => {
        this.#gateway = gateway;
        this.#resourceId = resourceManagerResourceId;
        this.#connected(gateway, resourceManagerResourceId);
        this.#schedule(DECLARE_DELAY_MS);
      },
      refused: (reason) => this.#log.warn({ reason }, 'registration at the resource manager refused'),
      failed: (error) => this.#log.warn({ error }, 'registration at the resource manager failed'),
    });
    this.#registration = registration;
    registration.start();
  }

  /** The job's new total. */
  declare(slotCount: number): void {
    this.#slotCount = slotCount;
    this.#schedule(DECLARE_DELAY_MS);
  }

  /** Idempotent; says nothing to the ResourceManager. */
  close(): void {
    this.#registration?.close();
    this.#declaring?.cancel();
    this.#declaring = undefined;
    this.#gateway = undefined;
  }

  #schedule(delayMs: number): void {
    if (this.#gateway === undefined || this.#declaring !== undefined) return;
    this.#declaring = this.#mainThread.scheduleRunAsync(delayMs, () => {
      this.#declaring = undefined;
      this.#send();
    });
  }

  #send(): void {
    const gateway = this.#gateway;
    if (gateway === undefined) return;
    const { jobId, jobMasterId, address } = this.#identity;
    const requirements = { jobId, targetAddress: address, slotCount: this.#slotCount };
    gateway.declareRequiredResources(jobMasterId, requirements).catch((error: unknown) =>
      this.#mainThread.runAsync(() => {
        if (this.#gateway !== gateway) return;
        this.#log.warn({ error }, 'declaring the required slots failed');
        this.#schedule(DECLARE_RETRY_MS);
      }),
    );
  }
}
