/** The whole data plane with real threads and real sockets: everything arrives once and in order, and everything that
 *  was handed out comes back. */
import { describe, expect, it } from 'vitest';
import { asId, type JobId, type ResultPartitionId } from '../../base/index.ts';
import type { Io, Thread } from '../../io/index.ts';
import { openNodeIo } from '../../io/node/index.ts';
import type { CountingThreadData } from '../testing/counting-thread-main.ts';
import {
  type ChannelFailure,
  type ChannelsOutcome,
  ShuffleEnvironment,
  type TaskChannels,
  type TaskChannelsPlan,
} from './index.ts';

const COUNT = 50_000;
const JOB: JobId = asId('job');
const FINISHED: ChannelsOutcome = { kind: 'finished' };

class Cluster {
  readonly #io: Io = openNodeIo({ logLevel: 'error' });
  readonly #environments: ShuffleEnvironment[] = [];

  async start(
    options: { segments?: number; requestTimeoutMs?: number; secret?: string } = {},
  ): Promise<ShuffleEnvironment> {
    const environment = await ShuffleEnvironment.start(this.#io, {
      listenAddress: { host: '127.0.0.1', port: 0 },
      segmentSizeBytes: 4_096,
      networkMemoryBytes: (options.segments ?? 256) * 4_096,
      maxTaskThreads: 8,
      partitionRequestTimeoutMs: options.requestTimeoutMs ?? 10_000,
      secret: options.secret,
    });
    this.#environments.push(environment);
    return environment;
  }

  /** Runs a task on a thread of its own to its end. @returns what it read, per channel */
  async runTask(environment: ShuffleEnvironment, channels: TaskChannels): Promise<number[]> {
    const doorbell = environment.allocateDoorbell();
    const data: CountingThreadData = { channels, doorbell, count: COUNT };
    const thread = this.spawn(data);
    let read: number[] = [];
    thread.onMessage((message) => (read = message as number[]));
    const exit = await thread.exited;
    if (exit.error !== undefined) throw exit.error;
    environment.releaseDoorbell(doorbell);
    return read;
  }

  spawn(data: CountingThreadData): Thread {
    return this.#io.threads.spawn(new URL('../testing/counting-thread-main.ts', import.meta.url), {
      name: 'task',
      data,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#environments.map((environment) => environment.close()));
  }
}

function writerPlan(name: string, subpartitionCount: number): TaskChannelsPlan {
  const partitions = [{ partitionId: asId<ResultPartitionId>(name), subpartitionCount }];
  return { jobId: JOB, taskName: name, flowControl: 'credit', partitions, gates: [] };
}

function readerPlan(
  reader: ShuffleEnvironment,
  subpartitionIndex: number,
  producers: readonly (readonly [string, ShuffleEnvironment])[],
): TaskChannelsPlan {
  const gate = {
    gateIndex: 0,
    subpartitionIndex,
    producers: producers.map(([name, environment]) => ({
      partitionId: asId<ResultPartitionId>(name),
      address: environment.dataAddress,
      local: environment === reader,
    })),
  };
  return {
    jobId: JOB,
    taskName: `reader ${subpartitionIndex}`,
    flowControl: 'credit',
    partitions: [],
    gates: [gate],
  };
}

/** Lets control messages between the main and the network thread arrive. */
async function until(condition: () => boolean): Promise<void> {
  const { timers } = openNodeIo({ logLevel: 'error' });
  while (!condition()) await new Promise<void>((resolve) => timers.after(5, resolve));
}

describe('the shuffle environment', () => {
  it('given two TaskManagers with a writer and a reader each, then all four channels deliver everything in order', async () => {
    await using cluster = new Cluster();
    const [a, b] = [await cluster.start(), await cluster.start()];
    const readers = [
      a.openTaskChannels(
        readerPlan(a, 0, [
          ['p', a],
          ['q', b],
        ]),
      ),
      b.openTaskChannels(
        readerPlan(b, 1, [
          ['p', a],
          ['q', b],
        ]),
      ),
    ];
    const writers = [a.openTaskChannels(writerPlan('p', 2)), b.openTaskChannels(writerPlan('q', 2))];

    const [, , readAtA, readAtB] = await Promise.all([
      cluster.runTask(a, writers[0]!),
      cluster.runTask(b, writers[1]!),
      cluster.runTask(a, readers[0]!),
      cluster.runTask(b, readers[1]!),
    ]);

    expect([readAtA, readAtB]).toEqual([
      [COUNT, COUNT],
      [COUNT, COUNT],
    ]);
    const reports = a.channelReports(JOB);
    expect(
      reports.map(({ kind, bytesReceived, queuedBuffers }) => [kind, bytesReceived, queuedBuffers]),
    ).toEqual([
      ['local', COUNT * 4, 0],
      ['remote', COUNT * 4, 0],
    ]);
    expect(reports[1]!.creditsAnnounced).toBeGreaterThan(reports[1]!.buffersReceived / 2);
    expect(reports[1]!.creditMessages).toBeLessThanOrEqual(reports[1]!.creditsAnnounced);

    await Promise.all([a, b].map((environment, i) => environment.closeTaskChannels(readers[i]!, FINISHED)));
    await Promise.all([a, b].map((environment, i) => environment.closeTaskChannels(writers[i]!, FINISHED)));
    await until(() => a.pool.freeSegments === 256 && b.pool.freeSegments === 256);
    expect(a.channelReports(JOB)).toHaveLength(2);
  });

  it('given a consumer that comes while its producer waits for buffers, then it reads everything', async () => {
    await using cluster = new Cluster();
    const environment = await cluster.start({ segments: 128 });
    const writer = environment.openTaskChannels(writerPlan('p', 1));
    const writing = cluster.runTask(environment, writer);
    const reader = environment.openTaskChannels(readerPlan(environment, 0, [['p', environment]]));

    const read = await cluster.runTask(environment, reader);
    await writing;
    await environment.closeTaskChannels(writer, FINISHED);
    expect(environment.pool.freeSegments).toBeLessThan(128);
    await environment.closeTaskChannels(reader, FINISHED);

    expect(read).toEqual([COUNT]);
    await until(() => environment.pool.freeSegments === 128);
  });

  it('given a writer that is killed in its thread, then its consumer is told and all memory is there again', async () => {
    await using cluster = new Cluster();
    const [a, b] = [await cluster.start(), await cluster.start()];
    const failures: ChannelFailure[] = [];
    b.onChannelFailed((failure) => failures.push(failure));
    const writer = a.openTaskChannels(writerPlan('p', 1));
    const reader = b.openTaskChannels(readerPlan(b, 0, [['p', a]]));
    const thread = cluster.spawn({ channels: writer, doorbell: a.allocateDoorbell(), count: Infinity });
    await until(() => b.channelReports(JOB)[0]!.queuedBuffers > 0);

    await thread.terminate();
    await a.closeTaskChannels(writer, { kind: 'failed', reason: 'killed' });
    await until(() => failures.length > 0);
    await b.closeTaskChannels(reader, { kind: 'failed', reason: 'upstream' });

    expect(failures).toMatchObject([
      {
        channelsId: reader.id,
        taskName: 'reader 0',
        gateIndex: 0,
        channelIndex: 0,
        error: { code: 'NET_PRODUCER_FAILED' },
      },
    ]);
    await until(() => a.pool.freeSegments === 256 && b.pool.freeSegments === 256);
  });

  it('given output of a finished task that nobody will read, when it is released, then its segments come back', async () => {
    await using cluster = new Cluster();
    const environment = await cluster.start();
    const writer = environment.openTaskChannels(writerPlan('p', 1));
    await environment.closeTaskChannels(writer, FINISHED);
    expect(environment.pool.freeSegments).toBeLessThan(256);

    environment.releasePartitions([asId('p'), asId('unknown')], 'the job is over');

    await until(() => environment.pool.freeSegments === 256);
  });

  it('given a gate that reads two subpartitions of one producer, then each is a channel of its own, local or remote', async () => {
    await using cluster = new Cluster();
    const [a, b] = [await cluster.start(), await cluster.start()];
    const bothOf = (name: string, environment: ShuffleEnvironment): TaskChannelsPlan => {
      const [producer] = readerPlan(environment, 0, [[name, a]]).gates[0]!.producers;
      const producers = [0, 1].map((subpartitionIndex) => ({ ...producer!, subpartitionIndex }));
      return {
        ...readerPlan(environment, 0, []),
        gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }],
      };
    };
    const [p, q] = [a.openTaskChannels(writerPlan('p', 2)), a.openTaskChannels(writerPlan('q', 2))];
    const remote = b.openTaskChannels(bothOf('p', b));
    const local = a.openTaskChannels(bothOf('q', a));

    const read = await Promise.all([
      cluster.runTask(b, remote),
      cluster.runTask(a, local),
      cluster.runTask(a, p),
      cluster.runTask(a, q),
    ]);

    expect(read.slice(0, 2)).toEqual([
      [COUNT, COUNT],
      [COUNT, COUNT],
    ]);
  });

  it('given a task that needs more buffers than there are, then NET_INSUFFICIENT_BUFFERS and nothing is taken', async () => {
    await using cluster = new Cluster();
    const environment = await cluster.start({ segments: 20 });
    const elsewhere = { ...readerPlan(environment, 0, []), partitions: writerPlan('p', 4).partitions };
    const address = { host: '127.0.0.1', port: 1 };
    const producers = Array.from({ length: 9 }, (_, i) => ({
      partitionId: asId<ResultPartitionId>(`q${i}`),
      address,
      local: false,
    }));
    const plan = { ...elsewhere, gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }] };

    expect(() => environment.openTaskChannels(plan)).toThrow(
      expect.objectContaining({ code: 'NET_INSUFFICIENT_BUFFERS' }),
    );

    expect(environment.pool.freeSegments).toBe(20);
  });

  it('given more task threads than doorbells, then NET_TOO_MANY_THREADS', async () => {
    await using cluster = new Cluster();
    const environment = await cluster.start();
    const handles = Array.from({ length: 8 }, () => environment.allocateDoorbell());

    expect(() => environment.allocateDoorbell()).toThrow(
      expect.objectContaining({ code: 'NET_TOO_MANY_THREADS' }),
    );
    environment.releaseDoorbell(handles[3]!);

    expect(environment.allocateDoorbell().thread).toBe(handles[3]!.thread);
  });

  it('given a port that is taken, when started, then LISTEN_FAILED', async () => {
    await using cluster = new Cluster();
    const { dataAddress } = await cluster.start();
    const io = openNodeIo({ logLevel: 'error' });

    await expect(ShuffleEnvironment.start(io, { listenAddress: dataAddress })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
    });
  });

  it('given one secret for both, then a remote channel delivers; given two, then it fails with NET_SECRET_MISMATCH', async () => {
    await using cluster = new Cluster();
    const [a, b] = [await cluster.start({ secret: 'one' }), await cluster.start({ secret: 'one' })];
    const stranger = await cluster.start({ secret: 'two' });
    const failures: ChannelFailure[] = [];
    stranger.onChannelFailed((failure) => failures.push(failure));
    const writer = a.openTaskChannels(writerPlan('p', 1));
    a.openTaskChannels(writerPlan('q', 1));
    const refused = stranger.openTaskChannels(readerPlan(stranger, 0, [['q', a]]));
    const reader = b.openTaskChannels(readerPlan(b, 0, [['p', a]]));
    const [, read] = await Promise.all([cluster.runTask(a, writer), cluster.runTask(b, reader)]);
    await until(() => failures.length > 0);

    expect(read).toEqual([COUNT]);
    expect(failures).toMatchObject([{ channelsId: refused.id, error: { code: 'NET_SECRET_MISMATCH' } }]);
  });

  it('given an address others can reach and no secret, when started, then RPC_SECRET_REQUIRED', async () => {
    const io = openNodeIo({ logLevel: 'error' });
    const listenAddress = { host: '0.0.0.0', port: 0 };

    for (const secret of [undefined, '']) {
      await expect(ShuffleEnvironment.start(io, { listenAddress, secret })).rejects.toMatchObject({
        code: 'RPC_SECRET_REQUIRED',
        details: { address: '0.0.0.0:0' },
      });
    }
  });

  it('given an address others can reach and a secret, when started, then it listens there', async () => {
    const io = openNodeIo({ logLevel: 'error' });
    const listenAddress = { host: '0.0.0.0', port: 0 };
    const options = { listenAddress, networkMemoryBytes: 1_048_576, secret: 'one' };

    const environment = await ShuffleEnvironment.start(io, options);

    expect(environment.dataAddress.port).toBeGreaterThan(0);
    await environment.close();
  });

  it('given a network thread that dies, then every task with a remote channel is told NET_THREAD_LOST', async () => {
    const io = openNodeIo({ logLevel: 'error' });
    const threads: Thread[] = [];
    const spawn: Io['threads']['spawn'] = (entry, options) => {
      const thread = io.threads.spawn(entry, options);
      threads.push(thread);
      return thread;
    };
    const log = { ...io.log, error: () => {} };
    const environment = await ShuffleEnvironment.start(
      { ...io, log, threads: { spawn } },
      { listenAddress: { host: '127.0.0.1', port: 0 } },
    );
    const failures: ChannelFailure[] = [];
    environment.onChannelFailed((failure) => failures.push(failure));
    const address = { host: '127.0.0.1', port: 9 };
    const producers = [{ partitionId: asId<ResultPartitionId>('p'), address, local: false }];
    environment.openTaskChannels({
      ...readerPlan(environment, 0, []),
      gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }],
    });

    await threads[0]!.terminate();
    await until(() => failures.some(({ error }) => error.code === 'NET_THREAD_LOST'));

    await environment.close();
  });
});
