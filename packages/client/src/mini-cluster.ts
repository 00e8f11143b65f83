/** A whole cluster in this process: a JobManager and N TaskManagers, the same code as in processes of their own.
 *  Control messages pass between actors of one system; records between TaskManagers travel over real TCP.
 *  Use it with `await using`: leaving the block ends every thread and socket. Source: Flink's MiniCluster. */
import { join } from 'node:path';
import { buildStreamGraph } from '@rivulet/api';
import { startJobManager } from '@rivulet/jobmanager';
import { CoordinatedShutdown, longestShutdownMs, type ShutdownPhase } from '@rivulet/runtime/actor';
import { asId, assert, type JobId } from '@rivulet/runtime/base';
import type { Io } from '@rivulet/runtime/io';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { startTaskManager } from '@rivulet/taskmanager';
import { jobManagerConfigOf } from './cluster/job-manager-config.ts';
import { taskManagerConfigOf } from './cluster/task-manager-config.ts';
import { ClusterClient } from './cluster-client.ts';
import { Configuration } from './config/index.ts';
import { loadJob } from './job/load-job.ts';
import { requireSlots } from './job/require-slots.ts';
import type { JobHandle } from './job-handle.ts';

export type MiniClusterOptions = {
  /** 1 when absent. */
  readonly taskManagers?: number;
  /** 1 when absent. */
  readonly slotsPerTaskManager?: number;
  readonly configuration?: Configuration;
  /** How long a job may wait for slots that are not there yet. 0 when absent: all TaskManagers are there before the
   *  first job, so what is missing then is missing for good. */
  readonly startUpTimeMs?: number;
  /** The real doors when absent. */
  readonly io?: Io;
};

type MiniClusterSize = Required<
  Pick<MiniClusterOptions, 'taskManagers' | 'slotsPerTaskManager' | 'startUpTimeMs'>
>;

export type SubmitOptions = {
  /** What the job reads with `args.string('…')`. */
  readonly args?: readonly string[];
  /** Of operators that set none; 1 when absent. */
  readonly parallelism?: number;
  /** What relative paths of the job are relative to; the process's own folder when absent. */
  readonly workingDirectory?: string;
  /** Of this job: its buffer timeout and its flow control; the cluster's own when absent. */
  readonly configuration?: Configuration;
};

type MiniClusterPhase = 'taskManagers' | 'jobManager';

/** Each part goes down in phases of its own; here a deadline is only for a part that misses all of them. */
const PHASES: readonly ShutdownPhase<MiniClusterPhase>[] = [
  { name: 'taskManagers', after: [], timeoutMs: longestShutdownMs() },
  { name: 'jobManager', after: ['taskManagers'], timeoutMs: longestShutdownMs() },
];

/** Local calls answer at once; longer means that something hangs. */
const REQUEST_TIMEOUT_MS = 10_000;

export class MiniCluster implements AsyncDisposable {
  readonly client: ClusterClient;
  readonly slotCount: number;
  readonly #io: Io;
  readonly #configuration: Configuration;
  readonly #shutdown: CoordinatedShutdown<MiniClusterPhase>;

  static async start(options: MiniClusterOptions = {}): Promise<MiniCluster> {
    const { taskManagers = 1, slotsPerTaskManager = 1, startUpTimeMs = 0 } = options;
    const { configuration = new Configuration() } = options;
    assert(taskManagers >= 1 && slotsPerTaskManager >= 1, 'a cluster needs a TaskManager with a slot');
    const io = options.io ?? openNodeIo({ logLevel: configuration.get('log.level') });
    const shutdown = new CoordinatedShutdown(io, PHASES);
    try {
      return await MiniCluster.#open(
        io,
        configuration,
        { taskManagers, slotsPerTaskManager, startUpTimeMs },
        shutdown,
      );
    } catch (error) {
      await shutdown.run('the embedded cluster could not start');
      throw error;
    }
  }

  static async #open(
    io: Io,
    configuration: Configuration,
    { taskManagers, slotsPerTaskManager, startUpTimeMs }: MiniClusterSize,
    shutdown: CoordinatedShutdown<MiniClusterPhase>,
  ): Promise<MiniCluster> {
    const folder = join(io.storage.temporaryDirectory, `rivulet-${io.ids.hex128()}`);
    // TaskManagers live in this process: nobody else is to reach its actors.
    const { rpc: _rpc, ...config } = jobManagerConfigOf(configuration, join(folder, 'blobs'));
    const jobManager = await startJobManager(
      {
        ...config,
        rest: { host: '127.0.0.1', port: 0 },
        startUpTimeMs,
      },
      io,
    );
    shutdown.addTask('jobManager', 'JobManager', async () => {
      try {
        await jobManager.close();
      } finally {
        await io.storage.remove(folder);
      }
    });
    const { restAddress } = jobManager;
    assert(restAddress !== undefined, 'an embedded cluster has a REST endpoint');
    for (let index = 0; index < taskManagers; index++) {
      const directory = join(folder, `taskmanager-${index}`);
      const sized = { ...taskManagerConfigOf(configuration, directory), slotCount: slotsPerTaskManager };
      const taskManager = await startTaskManager(sized, io, jobManager.controlPlane);
      shutdown.addTask('taskManagers', `TaskManager ${index}`, () => taskManager.close());
    }
    const client = new ClusterClient(io, restAddress, { timeoutMs: REQUEST_TIMEOUT_MS });
    const slotCount = taskManagers * slotsPerTaskManager;
    while ((await client.overview())['slots-total'] < slotCount) await turn(io);
    return new MiniCluster(io, configuration, client, slotCount, shutdown);
  }

  private constructor(
    io: Io,
    configuration: Configuration,
    client: ClusterClient,
    slotCount: number,
    shutdown: CoordinatedShutdown<MiniClusterPhase>,
  ) {
    this.#io = io;
    this.#configuration = configuration;
    this.client = client;
    this.slotCount = slotCount;
    this.#shutdown = shutdown;
  }

  /** Runs the job a module exports. @throws JOB_…, SLOT_INSUFFICIENT */
  async submit(module: URL, options: SubmitOptions = {}): Promise<JobHandle> {
    const { args = [], parallelism: defaultParallelism = 1, workingDirectory = process.cwd() } = options;
    const configuration = options.configuration ?? this.#configuration;
    const definition = await loadJob(module, this.#io.storage);
    const building = { args, workingDirectory, defaultParallelism };
    const { jobGraph: graph } = buildStreamGraph(definition, building);
    requireSlots(graph, this.slotCount);
    return this.client.submit({
      jobId: asId<JobId>(this.#io.ids.hex128()),
      graph,
      module: { kind: 'url', url: module.href },
      ...building,
      settings: {
        bufferTimeoutMs: configuration.get('execution.buffer-timeout'),
        flowControl: configuration.get('taskmanager.network.flow-control'),
        connectionPerResult: configuration.get('taskmanager.network.tcp-connection.per-result'),
      },
    });
  }

  /** Ends all tasks, threads and sockets, the TaskManagers first. Idempotent. @throws SHUTDOWN_INCOMPLETE */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#shutdown.close('the embedded cluster stops');
  }
}

const REGISTRATION_POLL_MS = 2;

async function turn({ timers }: Pick<Io, 'timers'>): Promise<void> {
  await new Promise<void>((resolve) => {
    timers.after(REGISTRATION_POLL_MS, resolve);
  });
}
