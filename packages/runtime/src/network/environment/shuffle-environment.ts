/** The data plane of a TaskManager as its main thread sees it: memory, the network thread, and the channels of each
 *  task. Path: deployment → **shuffle environment** → (task channels) → task thread, and → network thread.
 *  It hands out and takes back; it never sees a buffer. Source: Flink's NettyShuffleEnvironment.
 *  Invariant: what `openTaskChannels` took from the pool is back in it once the channels are closed on all sides. */
import {
  assert,
  assertNever,
  lacksSecret,
  type JobId,
  type ResultPartitionId,
  type StreamError,
  type StreamErrorJson,
  streamError,
} from '../../base/index.ts';
import { OVERDRAFT_BUFFERS } from '../../graph/index.ts';
import type { Io, NetworkAddress } from '../../io/index.ts';
import { type BufferGrant, NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { startBufferSize } from '../debloat/index.ts';
import type { TaskEvent } from '../event/index.ts';
import type { ResultPartitionHandle } from '../partition/index.ts';
import type { DoorbellHandle } from '../ring/index.ts';
import { BufferBalancer } from './buffer-balancer.ts';
import {
  type ChannelFigures,
  figuresOf,
  figuresOfSubpartition,
  type SubpartitionFigures,
} from './channel-figures.ts';
import { DoorbellSlots } from './doorbell-slots.ts';
import { type ShuffleEnvironmentOptions, withDefaults } from './environment-options.ts';
import { grantTaskChannels } from './grant-task-channels.ts';
import { GateLedger, type GateRecord } from './gate-ledger.ts';
import { LocalRequests } from './local-requests.ts';
import { type NetworkMetrics, poolMetrics, taskNetworkMetrics } from './network-metrics.ts';
import type { InFlightOutput } from './network-thread-messages.ts';
import { type NetworkThreadEvent, NetworkThreadLink } from './network-thread-link.ts';
import { PartitionLedger } from './partition-ledger.ts';
import { RecentChannels } from './recent-channels.ts';
import { TaskEventRoutes } from './task-event-routes.ts';
import type {
  ChannelFailure,
  ChannelsOutcome,
  MissingPartition,
  PartitionPlan,
  TaskChannels,
  TaskChannelsPlan,
} from './task-channels.ts';

/** What the network thread runs; a simulated world registers its own under this URL. */
export const NETWORK_THREAD_ENTRY: URL = new URL('./network-thread-main.ts', import.meta.url);

type TaskRecord = {
  readonly jobId: JobId;
  readonly channels: TaskChannels;
  readonly gates: readonly GateRecord[];
  /** Set by the first close. */
  closing: Promise<void> | undefined;
};

export class ShuffleEnvironment {
  readonly pool: NetworkBufferPool;
  readonly taskEvents: TaskEventRoutes;
  readonly #io: Io;
  readonly #link: NetworkThreadLink;
  readonly #doorbells: DoorbellSlots;
  readonly #partitions: PartitionLedger;
  readonly #gates: GateLedger;
  readonly #localRequests: LocalRequests;
  readonly #balancer: BufferBalancer;
  /** 0: buffers begin as large as segments. */
  readonly #startBufferSize: number;
  readonly #tasks: Map<number, TaskRecord>;
  readonly #recent: RecentChannels;
  #channelFailed: (failure: ChannelFailure) => void;
  #inFlightOutput: ((output: InFlightOutput) => void) | undefined;
  #partitionMissing: ((missing: MissingPartition) => void) | undefined;
  #dataAddress: NetworkAddress | undefined;
  #lastId: number;

  /** Allocates the memory, starts the network thread and waits until it listens.
   *  @throws StreamError LISTEN_FAILED, RPC_SECRET_REQUIRED */
  static async start(io: Io, options: ShuffleEnvironmentOptions): Promise<ShuffleEnvironment> {
    const { host, port } = options.listenAddress;
    if (lacksSecret(host, options.secret)) {
      throw streamError('RPC_SECRET_REQUIRED', { address: `${host}:${port}` });
    }
    const environment = new ShuffleEnvironment(io, options);
    environment.#dataAddress = await environment.#link.listening;
    return environment;
  }

  private constructor(io: Io, options: ShuffleEnvironmentOptions) {
    const { listenAddress, segmentSizeBytes, networkMemoryBytes, ...settings } = withDefaults(options);
    const threads = settings.maxTaskThreads + 1;
    const segmentCount = Math.floor(networkMemoryBytes / segmentSizeBytes);
    const memory = SegmentMemory.create(segmentCount, segmentSizeBytes, threads);
    this.pool = new NetworkBufferPool(memory);
    this.#io = io;
    this.#doorbells = new DoorbellSlots(memory.handle.doorbells, threads);
    this.#partitions = new PartitionLedger(this.pool, (partitionId, lost) =>
      this.#partitionOver(partitionId, lost),
    );
    this.#gates = new GateLedger(this.pool, this.#partitions, settings);
    this.#startBufferSize =
      settings.debloat === undefined ? 0 : startBufferSize(settings.debloat, segmentSizeBytes);
    this.#localRequests = new LocalRequests({
      timers: io.timers,
      isProduced: (partitionId) => this.#partitions.isProduced(partitionId),
      missing: ({ gateKey, channelIndex }, error) => this.#tellMissing(gateKey, channelIndex, error.toJSON()),
      failed: ({ gateKey, channelIndex }, error) => this.#tellFailure(gateKey, channelIndex, error.toJSON()),
    });
    this.#balancer = new BufferBalancer(this.pool, {
      clock: io.clock,
      timers: io.timers,
      open: (gate) => {
        this.#link.post({ type: 'openGate', plan: gate });
        this.taskEvents.gateOpened(gate.gateKey);
      },
      starved: ({ gateKey, channels }, error) =>
        this.#tellFailure(gateKey, channels[0]!.channelIndex, error.toJSON()),
    });
    this.taskEvents = new TaskEventRoutes({
      isProduced: (partitionId) => this.#partitions.isProduced(partitionId),
      toNetworkThread: (gateKey, channelIndex, event) =>
        this.#link.post({ type: 'sendTaskEvent', gateKey, channelIndex, event }),
      failed: (gateKey, channelIndex, error) => this.#tellFailure(gateKey, channelIndex, error.toJSON()),
    });
    this.#tasks = new Map();
    this.#recent = new RecentChannels();
    this.#channelFailed = () => {};
    this.#inFlightOutput = undefined;
    this.#partitionMissing = undefined;
    this.#dataAddress = undefined;
    this.#lastId = 0;
    this.#link = new NetworkThreadLink(io.threads, {
      entry: NETWORK_THREAD_ENTRY,
      data: {
        memory: memory.handle,
        thread: this.#doorbells.allocate().thread,
        listenAddress,
        partitionRequestTimeoutMs: settings.partitionRequestTimeoutMs,
        sendWindow: settings.sendWindow,
        secret: settings.secret,
        reuseConnections: settings.reuseConnections,
      },
      received: (event) => this.#received(event),
      exited: (error) => this.#networkThreadLost(error),
    });
  }

  get dataAddress(): NetworkAddress {
    assert(this.#dataAddress !== undefined, 'the environment has started');
    return this.#dataAddress;
  }

  get networkThread(): { readonly threadId: number; readonly osThreadId: number | undefined } {
    return this.#link;
  }

  /** One for each task thread, before it is spawned. */
  allocateDoorbell(): DoorbellHandle {
    return this.#doorbells.allocate();
  }

  /** After the thread has ended. */
  releaseDoorbell(handle: DoorbellHandle): void {
    this.#doorbells.release(handle);
  }

  /** Takes the segments of all partitions and gates of a task, or nothing at all.
   *  @returns what the task thread needs to open them
   *  @throws StreamError NET_INSUFFICIENT_BUFFERS */
  openTaskChannels(plan: TaskChannelsPlan): TaskChannels {
    const { partitionGrants, gateGrants } = grantTaskChannels(plan, this.pool, this.#gates);
    const id = ++this.#lastId;
    const partitions = plan.partitions.map((partition, i) =>
      this.#openPartition(partition, partitionGrants[i]!),
    );
    const gates = plan.gates.map((gate, i) =>
      this.#gates.open(`${id}/${gate.gateIndex}`, gate, gateGrants[i], plan),
    );
    for (const { remote } of gates) {
      if (remote === undefined) continue;
      this.taskEvents.gateWaits(remote.gateKey);
      this.#balancer.gateOpened(remote);
    }
    this.#balancer.changed();
    const channels: TaskChannels = {
      id,
      taskName: plan.taskName,
      memory: this.pool.memory.handle,
      partitions,
      gates: gates.map((gate) => gate.handle),
    };
    this.#tasks.set(id, { jobId: plan.jobId, channels, gates, closing: undefined });
    for (const gate of gates) this.#requestLocal(gate);
    return channels;
  }

  /** Call when the task's thread has closed its partitions and gates, or is dead. Resolves when the segments of its
   *  gates are back; a finished partition stays until it has been read. A second close is a no-op. */
  closeTaskChannels(channels: TaskChannels, outcome: ChannelsOutcome): Promise<void> {
    const task = this.#tasks.get(channels.id);
    if (task === undefined) return Promise.resolve();
    task.closing ??= this.#close(task, outcome);
    return task.closing;
  }

  /** A task tells the producer of one of its channels something. Ignored once its channels are closed. */
  sendTaskEvent(channelsId: number, gateIndex: number, channelIndex: number, event: TaskEvent): void {
    const gate = this.#tasks.get(channelsId)?.gates.find((candidate) => candidate.gateIndex === gateIndex);
    if (gate !== undefined) this.taskEvents.send(gate, channelIndex, event);
  }

  /** For output of finished tasks that nobody will read any more: its job is over. */
  releasePartitions(partitionIds: readonly ResultPartitionId[], reason: string): void {
    for (const partition of partitionIds) {
      const error = streamError('NET_PRODUCER_FAILED', { partition, reason }).toJSON();
      if (this.#partitions.has(partition))
        this.#link.post({ type: 'releasePartition', partitionId: partition, error });
    }
  }

  /** Live channels of a job, and those that ended lately. */
  channelReports(jobId: JobId): readonly ChannelFigures[] {
    const live = [...this.#tasks.values()].filter((task) => task.jobId === jobId);
    return [...this.#recent.of(jobId), ...live.flatMap(figuresOfTask)];
  }

  /** What the running tasks of a job produce here, as far as it is read. */
  subpartitionReports(jobId: JobId): readonly SubpartitionFigures[] {
    const live = [...this.#tasks.values()].filter((task) => task.jobId === jobId);
    return live.flatMap(({ channels }) =>
      channels.partitions.flatMap(({ partitionId, rings }) =>
        rings.map((ring, index) => figuresOfSubpartition(partitionId, index, ring)),
      ),
    );
  }

  /** Pools and queues of one running task. @param channelsId `TaskChannels.id`
   *  @returns nothing for a task that has closed its channels */
  networkMetrics(channelsId: number): NetworkMetrics {
    const task = this.#tasks.get(channelsId);
    return task === undefined
      ? {}
      : taskNetworkMetrics(this.pool.memory, task.channels.partitions, task.gates);
  }

  /** The memory all tasks of this TaskManager share. */
  poolMetrics(): NetworkMetrics {
    return poolMetrics(this.pool);
  }

  onChannelFailed(callback: (failure: ChannelFailure) => void): void {
    this.#channelFailed = callback;
  }

  /** For the channel state of producing tasks: what barriers overtook on the way to consumers elsewhere. */
  onInFlightOutput(callback: (output: InFlightOutput) => void): void {
    this.#inFlightOutput = callback;
  }

  /** Without a callback a missing partition fails its channel at once. */
  onPartitionMissing(callback: (missing: MissingPartition) => void): void {
    this.#partitionMissing = callback;
  }

  /** Closes all sockets and ends the network thread. Task threads are to be gone by then. */
  async close(): Promise<void> {
    this.#balancer.close();
    this.#localRequests.close();
    await this.#link.close();
    this.#gates.releaseAll();
  }

  #openPartition(
    { partitionId, subpartitionCount }: PartitionPlan,
    grant: BufferGrant,
  ): ResultPartitionHandle {
    const rings = this.#partitions.open(partitionId, grant, subpartitionCount);
    this.#link.post({ type: 'registerPartition', partitionId, rings });
    this.#localRequests.produced(partitionId);
    const startBufferSize = this.#startBufferSize;
    return { partitionId, grant, overdraft: OVERDRAFT_BUFFERS, startBufferSize, rings };
  }

  async #close(task: TaskRecord, outcome: ChannelsOutcome): Promise<void> {
    const partitionIds = task.channels.partitions.map((partition) => partition.partitionId);
    if (outcome.kind === 'failed') this.releasePartitions(partitionIds, outcome.reason);
    for (const partitionId of partitionIds) {
      this.taskEvents.producerClosed(partitionId);
      this.#partitions.producerClosed(partitionId);
    }
    for (const { gateKey } of task.gates) this.#localRequests.withdraw(gateKey);
    const release = (gateKey: string): void => this.#releaseGate(gateKey);
    const lost = await Promise.all(task.gates.map((gate) => this.#gates.close(gate, release)));
    this.#warnOfLost(
      task.channels.taskName,
      lost.reduce((sum, count) => sum + count, 0),
    );
    this.#balancer.changed();
    this.#tasks.delete(task.channels.id);
    this.#recent.add(task.jobId, figuresOfTask(task));
  }

  #requestLocal({ gateKey, channels }: GateRecord): void {
    for (const [channelIndex, { kind, partitionId }] of channels.entries())
      if (kind === 'local') this.#localRequests.request({ gateKey, channelIndex, partitionId });
  }

  #releaseGate(gateKey: string): void {
    this.taskEvents.gateClosed(gateKey);
    if (this.#balancer.gateClosed(gateKey)) this.#link.post({ type: 'releaseGate', gateKey });
    else this.#gates.released(gateKey);
  }

  #partitionOver(partitionId: ResultPartitionId, lostSegments: number): void {
    this.#link.post({ type: 'releasePartition', partitionId });
    this.#balancer.changed();
    this.#warnOfLost(partitionId, lostSegments);
  }

  /** A thread that died took them along; the memory is ours again all the same. */
  #warnOfLost(owner: string, lostSegments: number): void {
    if (lostSegments > 0)
      this.#io.log.warn({ owner, lostSegments }, 'segments taken back from a dead thread');
  }

  #received(event: NetworkThreadEvent): void {
    switch (event.type) {
      case 'subpartitionRead':
        return this.#partitions.readerClosed(event.partitionId, event.subpartitionIndex);
      case 'inFlightOutput':
        return this.#inFlightOutput?.(event);
      case 'taskEventReceived':
        return this.taskEvents.received(event.partitionId, event.event);
      case 'partitionReleased':
        return this.#partitions.noMoreReaders(event.partitionId);
      case 'gateReleased':
        return this.#gates.released(event.gateKey);
      case 'channelFailed':
        return this.#tellFailure(event.gateKey, event.channelIndex, event.error);
      case 'partitionMissing':
        return this.#tellMissing(event.gateKey, event.channelIndex, event.error);
      default:
        assertNever(event, 'event of the network thread');
    }
  }

  #tellFailure(gateKey: string, channelIndex: number, error: StreamErrorJson): void {
    for (const { channels, gates } of this.#tasks.values()) {
      const gate = gates.find((candidate) => candidate.gateKey === gateKey);
      if (gate === undefined) continue;
      const { id: channelsId, taskName } = channels;
      this.#channelFailed({ channelsId, taskName, gateIndex: gate.gateIndex, channelIndex, error });
    }
  }

  #tellMissing(gateKey: string, channelIndex: number, error: StreamErrorJson): void {
    if (this.#partitionMissing === undefined) return this.#tellFailure(gateKey, channelIndex, error);
    for (const { channels, gates } of this.#tasks.values()) {
      const gate = gates.find((candidate) => candidate.gateKey === gateKey);
      if (gate === undefined) continue;
      const { partitionId, kind } = gate.channels[channelIndex]!;
      const requestAgain = (): void =>
        kind === 'local'
          ? this.#localRequests.requestAgain({ gateKey, channelIndex, partitionId })
          : this.#link.post({ type: 'requestAgain', gateKey, channelIndex });
      this.#partitionMissing({ channelsId: channels.id, partitionId, error, requestAgain });
    }
  }

  #networkThreadLost(error: StreamError): void {
    this.#io.log.error({ code: error.code }, error.message);
    for (const { gates } of this.#tasks.values()) {
      for (const gate of gates) {
        const channel = gate.remote?.channels[0];
        if (channel !== undefined) this.#tellFailure(gate.gateKey, channel.channelIndex, error.toJSON());
      }
    }
    this.#gates.releaseAll();
  }
}

function figuresOfTask(task: TaskRecord): ChannelFigures[] {
  return task.gates.flatMap((gate) => gate.channels.map(figuresOf));
}
