/** How fast segments travel: between two threads of one TaskManager, and between two TaskManagers over TCP on the
 *  loopback device (two task threads, two network threads). Prints GB/s and segments/s; see performance.md §3.1, §3.4.
 *  `pnpm bench data-plane [GB] [runs] [part of a setting's name]` */
import { asId, type ResultPartitionId } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { ShuffleEnvironment } from '@rivulet/runtime/network';
import type { ExchangeThreadData } from './data-plane/exchange-thread-main.ts';

const SEGMENT_BYTES = 32_768;
const LISTEN = { host: '127.0.0.1', port: 0 };
const args = process.argv.slice(2).filter((arg) => arg !== 'data-plane');
const gigabytes = Number(args[0] ?? 8);
const runs = Number(args[1] ?? 3);
const io = openNodeIo({ logLevel: 'warn' });

type Setting = {
  readonly name: string;
  readonly remote: boolean;
  readonly copy: boolean;
  readonly window?: number;
};

const settings: readonly Setting[] = [
  { name: 'local, touched', remote: false, copy: false },
  { name: 'local, copied in and out', remote: false, copy: true },
  ...[1, 2, 4, 8, 16, 32].map((window) => ({
    name: `TCP, touched, window ${window}`,
    remote: true,
    copy: false,
    window,
  })),
  { name: 'TCP, copied in and out', remote: true, copy: true },
];

for (const setting of settings.filter(({ name }) => name.includes(args[2] ?? ''))) {
  const rates: number[] = [];
  for (let run = 0; run < runs; run++) rates.push(await measure(setting));
  rates.sort((a, b) => a - b);
  const median = rates[rates.length >> 1]!;
  const range = `[${rates[0]!.toFixed(2)}..${rates.at(-1)!.toFixed(2)}]`;
  const perSecond = Math.round((median * 1e9) / SEGMENT_BYTES / 1_000);
  console.log(`${setting.name.padEnd(28)} ${median.toFixed(2)} GB/s ${range}  ${perSecond} k segments/s`);
}

/** @returns GB per second */
async function measure(setting: Setting): Promise<number> {
  const options = setting.window === undefined ? {} : { sendWindow: setting.window };
  const writing = await ShuffleEnvironment.start(io, { listenAddress: LISTEN, ...options });
  const reading = setting.remote ? await ShuffleEnvironment.start(io, { listenAddress: LISTEN }) : writing;
  const segments = Math.ceil((gigabytes * 1e9) / SEGMENT_BYTES / (setting.remote ? 2 : 1));
  const partitionId: ResultPartitionId = asId('bench');
  const common = { jobId: asId<never>('bench'), flowControl: 'credit' as const };
  const output = writing.openTaskChannels({
    ...common,
    taskName: 'writer',
    partitions: [{ partitionId, subpartitionCount: 1 }],
    gates: [],
  });
  const producer = { partitionId, address: writing.dataAddress, local: !setting.remote };
  const gate = { gateIndex: 0, subpartitionIndex: 0, producers: [producer] };
  const input = reading.openTaskChannels({ ...common, taskName: 'reader', partitions: [], gates: [gate] });
  const started = io.clock.nowMs();
  const { copy } = setting;
  await Promise.all([
    runThread({ role: 'writer', channels: output, doorbell: writing.allocateDoorbell(), segments, copy }),
    runThread({ role: 'reader', channels: input, doorbell: reading.allocateDoorbell(), segments, copy }),
  ]);
  const seconds = (io.clock.nowMs() - started) / 1_000;
  await reading.closeTaskChannels(input, { kind: 'finished' });
  await writing.closeTaskChannels(output, { kind: 'finished' });
  await Promise.all(new Set([reading.close(), writing.close()]));
  return (segments * SEGMENT_BYTES) / 1e9 / seconds;
}

async function runThread(data: ExchangeThreadData): Promise<void> {
  const entry = new URL('./data-plane/exchange-thread-main.ts', import.meta.url);
  const exit = await io.threads.spawn(entry, { name: data.role, data }).exited;
  if (exit.error !== undefined) throw exit.error;
}
