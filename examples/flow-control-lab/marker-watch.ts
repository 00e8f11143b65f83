/** Sends one marker after the other through the running job and tells how long each took to reach a consumer.
 *  A marker is a checkpoint barrier: the JobMaster has the sources send it, it travels in band behind the records that
 *  were written before it, and each task tells when it came. While one is under way no other is sent.
 *  Path: POST /jobs/:id/checkpoints → JobMaster → barriers through all channels → GET …/checkpoints. */
import type { CheckpointDetails, ClusterClient, JobHandle } from '@rivulet/client';
import type { LabClock } from './lab-clock.ts';
import { CONSUMERS, type ConsumerName } from './lab-consumer.ts';

export type MarkerWait = { readonly ms: number; readonly underWay: boolean };

export class MarkerWatch {
  readonly #client: ClusterClient;
  readonly #job: JobHandle;
  readonly #clock: LabClock;
  #vertices: ReadonlyMap<ConsumerName, string> | undefined;
  #sentMs = 0;
  #underWay = false;

  constructor(client: ClusterClient, job: JobHandle, clock: LabClock) {
    this.#client = client;
    this.#job = job;
    this.#clock = clock;
  }

  /** How long the newest marker waited for each consumer, or has been waiting; sends the next one if it has arrived
   *  everywhere. */
  async look(): Promise<ReadonlyMap<ConsumerName, MarkerWait>> {
    const { jobId } = this.#job;
    const vertices = (this.#vertices ??= await this.#consumerVertices());
    const waits = new Map<ConsumerName, MarkerWait>();
    if (this.#underWay) {
      const [newest] = await this.#client.checkpoints(jobId);
      const elapsedMs = this.#clock.nowMs() - this.#sentMs;
      for (const [name, vertexId] of vertices) waits.set(name, waitOf(newest?.tasks[vertexId], elapsedMs));
      this.#underWay = newest?.status === 'IN_PROGRESS';
    }
    if (!this.#underWay) {
      this.#sentMs = this.#clock.nowMs();
      await this.#client.triggerCheckpoint(jobId);
      this.#underWay = true;
    }
    return waits;
  }

  async #consumerVertices(): Promise<ReadonlyMap<ConsumerName, string>> {
    const { vertices } = await this.#job.details();
    const named = (name: ConsumerName): [ConsumerName, string][] =>
      vertices.filter((vertex) => vertex.name.startsWith(name)).map(({ id }) => [name, id]);
    return new Map(CONSUMERS.flatMap(named));
  }
}

function waitOf(task: CheckpointDetails['tasks'][string] | undefined, elapsedMs: number): MarkerWait {
  return task?.status === 'COMPLETED'
    ? { ms: task.end_to_end_duration, underWay: false }
    : { ms: elapsedMs, underWay: true };
}
