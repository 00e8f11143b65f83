/** One flow control under observation: a cluster of two TaskManagers with a slot each, and the lab's job on it.
 *  Path: lab → **cluster** → REST → both ends of both channels. It looks only at what `rivulet channels` shows, too. */
import { type ClusterChannel, Configuration, type JobHandle, MiniCluster } from '@rivulet/client';
import type { LabClock } from './lab-clock.ts';
import { CONSUMERS, type ConsumerLook, type ConsumerName, type FlowControl } from './lab-consumer.ts';
import { MarkerWatch } from './marker-watch.ts';

const JOB = new URL('./job.ts', import.meta.url);
const POLL_MS = 20;

/** Where the job's tasks turned out to run. */
export type Placement = { readonly producers: string; readonly consumers: string; readonly remote: boolean };

export class LabCluster implements AsyncDisposable {
  readonly flowControl: FlowControl;
  readonly #cluster: MiniCluster;
  readonly #clock: LabClock;
  #job: JobHandle | undefined;
  #markers: MarkerWatch | undefined;
  readonly #bytesSeen = new Map<ConsumerName, number>();
  #lookedMs = 0;

  static async start(flowControl: FlowControl, clock: LabClock): Promise<LabCluster> {
    return new LabCluster(
      flowControl,
      await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 1 }),
      clock,
    );
  }

  private constructor(flowControl: FlowControl, cluster: MiniCluster, clock: LabClock) {
    this.flowControl = flowControl;
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** Runs the job, and returns when all its tasks run and something has been received. */
  async run(args: readonly string[]): Promise<JobHandle> {
    const configuration = new Configuration({
      flags: [`taskmanager.network.flow-control=${this.flowControl}`],
    });
    const job = await this.#cluster.submit(JOB, { args, configuration });
    this.#job = job;
    this.#markers = new MarkerWatch(this.#cluster.client, job, this.#clock);
    this.#bytesSeen.clear();
    while (!(await this.#isUnderWay(job))) await this.#clock.sleep(POLL_MS);
    await this.look();
    return job;
  }

  /** Ends the job; the cluster is free for the next one. */
  async cancel(): Promise<void> {
    await this.#job?.cancel();
    await this.#job?.ended();
  }

  async channels(): Promise<readonly ClusterChannel[]> {
    return this.#job === undefined ? [] : this.#cluster.client.channels(this.#job.jobId);
  }

  /** What happened since the last look, by consumer. */
  async look(): Promise<ReadonlyMap<ConsumerName, ConsumerLook>> {
    const [channels, waits] = await Promise.all([this.channels(), this.#markers?.look()]);
    const nowMs = this.#clock.nowMs();
    const seconds = (nowMs - this.#lookedMs) / 1_000;
    this.#lookedMs = nowMs;
    const looks = new Map<ConsumerName, ConsumerLook>();
    for (const name of CONSUMERS) {
      const channel = channels.find(({ consumerTaskName }) => consumerTaskName.startsWith(name));
      if (channel === undefined) continue;
      const bytes = channel.bytesReceived - (this.#bytesSeen.get(name) ?? 0);
      this.#bytesSeen.set(name, channel.bytesReceived);
      const wait = waits?.get(name);
      looks.set(name, {
        megabytesPerSecond: bytes / 1e6 / seconds,
        credit: channel.producer?.credit,
        backlog: channel.producer?.queuedBuffers ?? 0,
        staged: channel.stagedMessages,
        queued: channel.queuedBuffers,
        markerMs: wait?.ms ?? 0,
        markerUnderWay: wait?.underWay ?? true,
      });
    }
    return looks;
  }

  /** Asked of the running job, since a lab that ran inside one TaskManager would show nothing. */
  async placement(): Promise<Placement> {
    const { client } = this.#cluster;
    const jobId = this.#job!.jobId;
    const { vertices } = await client.jobDetails(jobId);
    const homesOf = async (role: string): Promise<string> => {
      const details = await Promise.all(
        vertices.filter(({ name }) => name.includes(role)).map(({ id }) => client.vertexDetails(jobId, id)),
      );
      const homes = details.flatMap(({ subtasks }) => subtasks.map((subtask) => subtask['taskmanager-id']));
      return [...new Set(homes)].join(', ');
    };
    const [producers, consumers] = await Promise.all([homesOf('producer'), homesOf('consumer')]);
    const channels = await this.channels();
    return { producers, consumers, remote: channels.every(({ kind }) => kind === 'remote') };
  }

  async #isUnderWay(job: JobHandle): Promise<boolean> {
    const { vertices } = await job.details();
    if (!vertices.every(({ status }) => status === 'RUNNING')) return false;
    // Not every one: without credits the fast consumer may have to wait for its first byte, too.
    return (await this.channels()).some(({ bytesReceived }) => bytesReceived > 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
  }
}
