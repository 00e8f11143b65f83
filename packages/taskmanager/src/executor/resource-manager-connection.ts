/** The TaskManager's tie to the ResourceManager: registers, reports its slots, exchanges heartbeats, and starts again
 *  when the tie breaks. Slots and tasks are not touched by that: the ResourceManager only brokers.
 *  Path: start → registerTaskExecutor → sendSlotReport → connected → (lost) → start again.
 *  Source: Flink's EstablishedResourceManagerConnection and TaskExecutorToResourceManagerConnection. */
import {
  type AllocationId,
  type FencingToken,
  type RegistrationId,
  type ResourceId,
  streamError,
} from '@rivulet/runtime/base';
import type { Io, Logger, NetworkAddress, TimerHandle } from '@rivulet/runtime/io';
import {
  HeartbeatManager,
  type HeartbeatSettings,
  type MainThread,
  type RegistrationSettings,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  RetryingRegistration,
  type RpcGateway,
  type RpcService,
  type SlotReport,
  type TaskExecutorRegistration,
  type TaskExecutorRegistrationResponse,
  withTimeout,
} from '@rivulet/runtime/rpc';

export type ResourceManagerConnectionOptions = {
  readonly service: RpcService;
  readonly io: Pick<Io, 'clock'>;
  readonly mainThread: MainThread;
  readonly log: Logger;
  /** May end in a wildcard. */
  readonly address: string;
  readonly registration: TaskExecutorRegistration;
  readonly registrationSettings: RegistrationSettings;
  readonly heartbeat: HeartbeatSettings;
  /** How long to be without a registration before `gaveUp` is called. */
  readonly registrationTimeoutMs: number;
  slotReport(): SlotReport;
  /** Not registered for too long. */
  gaveUp(error: Error): void;
};

type Success = Extract<TaskExecutorRegistrationResponse, { kind: 'success' }>;
type Registration = RetryingRegistration<RpcGateway<ResourceManagerGateway>, Success>;
type Connected = {
  readonly gateway: RpcGateway<ResourceManagerGateway>;
  readonly registrationId: RegistrationId;
  readonly resourceId: ResourceId;
};

export class ResourceManagerConnection {
  readonly #options: ResourceManagerConnectionOptions;
  readonly #heartbeats: HeartbeatManager<undefined>;
  #registration: Registration | undefined;
  #connected: Connected | undefined;
  #blobServer: NetworkAddress | undefined;
  #giveUp: TimerHandle | undefined;
  #closed = false;

  constructor(options: ResourceManagerConnectionOptions) {
    this.#options = options;
    const { io, mainThread, heartbeat } = options;
    this.#heartbeats = new HeartbeatManager<undefined>(io.clock, mainThread, 'receiver', heartbeat, {
      received: () => {},
      lost: (_, loss) => this.reconnect(`heartbeat: ${loss}`),
    });
  }

  /** The fencing token of the ResourceManager that may ask for slots; `undefined` when not connected. */
  get resourceManagerId(): FencingToken | undefined {
    return this.#connected?.gateway.fencingToken;
  }

  /** Where blobs are; remembered while the connection is down. */
  get blobServer(): NetworkAddress | undefined {
    return this.#blobServer;
  }

  start(): void {
    if (this.#closed) return;
    const { address, mainThread, registrationTimeoutMs, gaveUp } = this.#options;
    this.#giveUp?.cancel();
    this.#giveUp = mainThread.scheduleRunAsync(registrationTimeoutMs, () =>
      gaveUp(streamError('TASK_MANAGER_REGISTRATION_TIMEOUT', { address, timeoutMs: registrationTimeoutMs })),
    );
    this.#register();
  }

  heartbeat(resourceId: ResourceId): void {
    this.#heartbeats.receive(resourceId, undefined);
  }

  notifySlotAvailable(slotIndex: number, allocationId: AllocationId): void {
    const connected = this.#connected;
    connected?.gateway.notifySlotAvailable(connected.registrationId, slotIndex, allocationId);
  }

  /** Drops the connection, if there is one, and registers anew. */
  reconnect(reason: string): void {
    if (this.#closed || this.#connected === undefined) return;
    this.#options.log.warn(
      { reason, address: this.#options.address },
      'connection to the resource manager lost',
    );
    this.#drop();
    this.start();
  }

  /** Idempotent. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connected?.gateway.disconnectTaskManager(this.#options.registration.resourceId, reason);
    this.#drop();
    this.#heartbeats.stop();
  }

  #drop(): void {
    this.#giveUp?.cancel();
    this.#registration?.close();
    if (this.#connected !== undefined) this.#heartbeats.unmonitor(this.#connected.resourceId);
    this.#connected = undefined;
  }

  #register(): void {
    const { service, mainThread, address, registration, registrationSettings, log } = this.#options;
    this.#registration?.close();
    this.#registration = new RetryingRegistration(
      mainThread,
      {
        connect: () => service.connect(address, RESOURCE_MANAGER_GATEWAY),
        register: (gateway, timeoutMs) => withTimeout(gateway, timeoutMs).registerTaskExecutor(registration),
        registered: (gateway, success) => this.#registered(gateway, success),
        refused: (reason) => log.warn({ address, reason }, 'registration refused by the resource manager'),
        failed: (cause) => {
          const reason = cause instanceof Error ? cause.message : String(cause);
          const error = streamError('RESOURCE_MANAGER_UNREACHABLE', { address, reason }, cause);
          log.warn({ code: error.code, error: error.message, help: error.help('en') }, 'registration failed');
        },
      },
      registrationSettings,
    );
    this.#registration.start();
  }

  #registered(gateway: RpcGateway<ResourceManagerGateway>, success: Success): void {
    const { mainThread, registration, slotReport } = this.#options;
    const { registrationId, resourceManagerResourceId } = success;
    // It may ask for slots as soon as it has the report, so the connection counts from here on.
    const connected = { gateway, registrationId, resourceId: resourceManagerResourceId };
    this.#connected = connected;
    this.#blobServer = success.blobServer ?? this.#blobServer;
    this.#heartbeats.monitor(resourceManagerResourceId, {
      send: () => gateway.heartbeatFromTaskManager(registration.resourceId, slotReport()),
    });
    const ifCurrent = (then: () => void): void =>
      mainThread.runAsync(() => this.#connected === connected && then());
    gateway.sendSlotReport(registration.resourceId, registrationId, slotReport()).then(
      () => ifCurrent(() => this.#established(gateway, registrationId)),
      (error: unknown) => ifCurrent(() => this.#reportRefused(error)),
    );
  }

  #established(gateway: RpcGateway<ResourceManagerGateway>, registrationId: RegistrationId): void {
    this.#giveUp?.cancel();
    this.#options.log.info(
      { address: gateway.address, registrationId },
      'registered at the resource manager',
    );
  }

  /** It forgot us between two calls, or it cannot answer: begin again, but not at once. */
  #reportRefused(error: unknown): void {
    const { log, mainThread, registrationSettings } = this.#options;
    log.warn({ error }, 'slot report not taken by the resource manager');
    this.#drop();
    mainThread.scheduleRunAsync(registrationSettings.errorPauseMs, () => this.start());
  }
}
