/** One run of the lab: two TaskManagers' data planes in this process, joined by real TCP; in the first the producers,
 *  in the second a fast consumer and, if wanted, a slow one. All between them shares what the flow control lets it
 *  share: with `tcp` one connection, and with `credit` one connection too. */
import type { FlowControl } from '@rivulet/runtime/graph';
import type { Io, Thread } from '@rivulet/runtime/io';
import {
  type PartitionPlan,
  ShuffleEnvironment,
  type TaskChannels,
  type TaskChannelsPlan,
} from '@rivulet/runtime/network';
import { BUFFERS_READ, LAST_WAIT_MS, type LabThreadData, SHARED_BYTES, STOP } from './lab-thread-data.ts';

const THREAD_ENTRY = new URL('./lab-thread-main.ts', import.meta.url);
const LISTEN = { host: '127.0.0.1', port: 0 };
const JOB = 'lab' as TaskChannelsPlan['jobId'];
const SEGMENT_BYTES = 32_768;

/** What one look at a consumer and its channel shows. */
export type ConsumerLook = {
  readonly megabytesPerSecond: number;
  /** How long the buffer read last took from its producer to its consumer. */
  readonly waitMs: number;
  /** Buffers: that the producer may still send, that wait at it, that wait at the consumer, on the connection. */
  readonly credit: number | undefined;
  readonly backlog: number;
  readonly queued: number;
  readonly staged: number;
};

type Lane = {
  readonly name: string;
  readonly shared: Float64Array;
  readonly threads: readonly Thread[];
  seen: number;
};

export class LabRun implements AsyncDisposable {
  readonly flowControl: FlowControl;
  readonly #io: Io;
  readonly #producing: ShuffleEnvironment;
  readonly #consuming: ShuffleEnvironment;
  readonly #lanes: Map<string, Lane>;
  readonly #outputs: TaskChannels[];
  readonly #inputs: TaskChannels[];
  #lastLookMs: number;

  /** @param consumers name and pause per buffer of each
   *  @param megabytesPerSecond what each producer offers; 0: as much as it can */
  static async start(
    io: Io,
    flowControl: FlowControl,
    consumers: Readonly<Record<string, number>>,
    megabytesPerSecond: number,
  ): Promise<LabRun> {
    const options = { listenAddress: LISTEN, segmentSizeBytes: SEGMENT_BYTES };
    const producing = await ShuffleEnvironment.start(io, options);
    const run = new LabRun(io, flowControl, producing, await ShuffleEnvironment.start(io, options));
    const rate = Math.round((megabytesPerSecond * 1e6) / SEGMENT_BYTES);
    for (const [name, pauseMs] of Object.entries(consumers)) run.#open(name, pauseMs, rate);
    return run;
  }

  private constructor(
    io: Io,
    flowControl: FlowControl,
    producing: ShuffleEnvironment,
    consuming: ShuffleEnvironment,
  ) {
    this.flowControl = flowControl;
    this.#io = io;
    this.#producing = producing;
    this.#consuming = consuming;
    this.#lanes = new Map();
    this.#outputs = [];
    this.#inputs = [];
    this.#lastLookMs = io.clock.nowMs();
  }

  /** What happened since the last look, by consumer. */
  look(): ReadonlyMap<string, ConsumerLook> {
    const nowMs = this.#io.clock.nowMs();
    const seconds = (nowMs - this.#lastLookMs) / 1_000;
    this.#lastLookMs = nowMs;
    const looks = [...this.#lanes.values()].map((lane) => [lane.name, this.#lookAt(lane, seconds)] as const);
    return new Map(looks);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { shared } of this.#lanes.values()) shared[STOP] = 1;
    const threads = [...this.#lanes.values()].flatMap((lane) => lane.threads);
    await Promise.all(threads.map((thread) => thread.exited));
    for (const input of this.#inputs) await this.#consuming.closeTaskChannels(input, { kind: 'finished' });
    const reason = 'the lab is over';
    for (const output of this.#outputs)
      await this.#producing.closeTaskChannels(output, { kind: 'failed', reason });
    await Promise.all([this.#consuming.close(), this.#producing.close()]);
  }

  #open(name: string, pauseMs: number, buffersPerSecond: number): void {
    const partitionId = name as PartitionPlan['partitionId'];
    const common = { jobId: JOB, flowControl: this.flowControl };
    const output = this.#producing.openTaskChannels({
      ...common,
      taskName: `producer of ${name}`,
      partitions: [{ partitionId, subpartitionCount: 1 }],
      gates: [],
    });
    const producers = [{ partitionId, address: this.#producing.dataAddress, local: false }];
    const gates = [{ gateIndex: 0, subpartitionIndex: 0, producers }];
    const input = this.#consuming.openTaskChannels({ ...common, taskName: name, partitions: [], gates });
    this.#outputs.push(output);
    this.#inputs.push(input);
    const shared = new SharedArrayBuffer(SHARED_BYTES);
    const spawn = (role: LabThreadData['role'], channels: TaskChannels, home: ShuffleEnvironment): Thread => {
      const data: LabThreadData = {
        role,
        channels,
        doorbell: home.allocateDoorbell(),
        pauseMs,
        buffersPerSecond,
        shared,
      };
      return this.#io.threads.spawn(THREAD_ENTRY, { name: `${role} ${name}`, data });
    };
    const threads = [spawn('consumer', input, this.#consuming), spawn('producer', output, this.#producing)];
    this.#lanes.set(name, { name, shared: new Float64Array(shared), threads, seen: 0 });
  }

  #lookAt(lane: Lane, seconds: number): ConsumerLook {
    const read = lane.shared[BUFFERS_READ]!;
    const buffers = read - lane.seen;
    lane.seen = read;
    const channel = this.#consuming.channelReports(JOB).find((each) => each.partitionId === lane.name);
    const sender = this.#producing.subpartitionReports(JOB).find((each) => each.partitionId === lane.name);
    return {
      megabytesPerSecond: (buffers * SEGMENT_BYTES) / 1e6 / seconds,
      waitMs: lane.shared[LAST_WAIT_MS]!,
      credit: sender?.credit,
      backlog: sender?.queuedBuffers ?? 0,
      queued: channel?.queuedBuffers ?? 0,
      staged: channel?.stagedMessages ?? 0,
    };
  }
}
