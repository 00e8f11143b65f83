/** A process with a TaskManager's data plane and nothing else: its network memory, its network thread, and the task
 *  threads that the benchmark asks for. */
import type { Thread } from '@rivulet/runtime/io';
import { asId, type ResultPartitionId } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import {
  type DoorbellHandle,
  ShuffleEnvironment,
  type TaskChannels,
  type TaskChannelsPlan,
} from '@rivulet/runtime/network';
import {
  BYTES,
  type ExchangeOutcome,
  type ExchangeThreadData,
  RECORDS,
  SHARED_BYTES,
  STOP,
} from './exchange-thread-data.ts';
import type { NetworkSetting } from './network-setting.ts';
import { answerCalls, sampleWith } from './process-calls.ts';

const THREAD_ENTRY = new URL('./exchange-thread-main.ts', import.meta.url);
const NETWORK_MEMORY_BYTES = 268_435_456;

type Task = {
  readonly channels: TaskChannels;
  readonly doorbell: DoorbellHandle;
  readonly thread: Thread;
  readonly shared: Float64Array;
  readonly outcome: Promise<ExchangeOutcome>;
};

const io = openNodeIo({ logLevel: 'warn' });
const tasks = new Map<'writer' | 'reader', Task>();
let environment: ShuffleEnvironment;

answerCalls({
  open: async (sendWindow: number | undefined) => {
    environment = await ShuffleEnvironment.start(io, {
      listenAddress: { host: '127.0.0.1', port: 0 },
      networkMemoryBytes: NETWORK_MEMORY_BYTES,
      ...(sendWindow === undefined ? {} : { sendWindow }),
    });
    environment.onChannelFailed(({ error }) => {
      throw new Error(error.message);
    });
    return environment.dataAddress;
  },

  startWriter: (setting: NetworkSetting, partition: string) => {
    const partitions = [{ partitionId: partitionOf(partition), subpartitionCount: setting.channels }];
    start('writer', setting, { partitions, gates: [] });
  },

  startReader: (
    setting: NetworkSetting,
    partition: string,
    address: ShuffleEnvironment['dataAddress'],
    local: boolean,
  ) => {
    const producers = Array.from({ length: setting.channels }, (_, subpartitionIndex) => {
      return { partitionId: partitionOf(partition), address, local, subpartitionIndex };
    });
    start('reader', setting, { partitions: [], gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }] });
  },

  sample: () => {
    const shared = tasks.get('reader')?.shared;
    return sampleWith(shared?.[RECORDS] ?? 0, shared?.[BYTES] ?? 0);
  },

  stopWriter: () => {
    tasks.get('writer')!.shared[STOP] = 1;
  },

  outcomeOf: async (role: 'writer' | 'reader') => {
    const task = tasks.get(role)!;
    const outcome = await task.outcome;
    tasks.delete(role);
    environment.releaseDoorbell(task.doorbell);
    await environment.closeTaskChannels(task.channels, { kind: 'finished' });
    return outcome;
  },

  close: () => environment.close(),
});

function start(
  role: 'writer' | 'reader',
  setting: NetworkSetting,
  plan: Pick<TaskChannelsPlan, 'partitions' | 'gates'>,
): void {
  const jobId = asId<TaskChannelsPlan['jobId']>('bench');
  const channels = environment.openTaskChannels({ jobId, taskName: role, flowControl: 'credit', ...plan });
  const doorbell = environment.allocateDoorbell();
  const shared = new SharedArrayBuffer(SHARED_BYTES);
  const data: ExchangeThreadData = { role, setting, channels, doorbell, shared };
  const thread = io.threads.spawn(THREAD_ENTRY, { name: role, data });
  const outcome = new Promise<ExchangeOutcome>((resolve, reject) => {
    thread.onMessage((message) => resolve(message as ExchangeOutcome));
    void thread.exited.then(({ error }) => reject(error ?? new Error('it ended without a word')));
  });
  tasks.set(role, { channels, doorbell, thread, shared: new Float64Array(shared), outcome });
}

function partitionOf(name: string): ResultPartitionId {
  return asId(name);
}
