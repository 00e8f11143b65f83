/** Measures one setting after the other with the same few processes: two TaskManagers' data planes, and the two ends
 *  of a plain socket. A measurement starts its task threads, lets them warm up, samples both processes twice, and
 *  ends them in order; then it compares what was written with what was read. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeOutcome } from './exchange-thread-data.ts';
import type { NetworkSetting } from './network-setting.ts';
import { MeasuredProcess, type Sample } from './process-calls.ts';
import { RecordValues } from './record-values.ts';

const TASK_MANAGER = new URL('./task-manager-process-main.ts', import.meta.url);
const RAW_PIPE = new URL('./raw-pipe-process-main.ts', import.meta.url);
/** From the first byte on: time for code to be compiled and for buffers to be shared out. */
const WARM_UP_MS = 500;
const POLL_MS = 20;

export type Rates = {
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Processor time of both processes; without records, per KiB. */
  readonly cpuNsPerRecord: number;
};

export type MeasuredNetworkOptions = {
  readonly seconds: number;
  readonly sendWindow: number | undefined;
  readonly nodeFlags: readonly string[];
};

type Address = { readonly host: string; readonly port: number };

export class MeasuredNetwork implements AsyncDisposable {
  readonly #seconds: number;
  readonly #taskManagers: readonly [MeasuredProcess, MeasuredProcess];
  readonly #rawEnds: readonly [MeasuredProcess, MeasuredProcess];
  readonly #writerAddress: Address;
  #runs = 0;

  static async start({ seconds, sendWindow, nodeFlags }: MeasuredNetworkOptions): Promise<MeasuredNetwork> {
    const pairOf = (entry: URL): [MeasuredProcess, MeasuredProcess] => [
      new MeasuredProcess(entry, nodeFlags),
      new MeasuredProcess(entry, nodeFlags),
    ];
    const [taskManagers, rawEnds] = [pairOf(TASK_MANAGER), pairOf(RAW_PIPE)];
    const [address] = await Promise.all(taskManagers.map((each) => each.call<Address>('open', sendWindow)));
    const port = await rawEnds[0].call('listen');
    await rawEnds[1].call('connect', port);
    return new MeasuredNetwork(seconds, taskManagers, rawEnds, address!);
  }

  private constructor(
    seconds: number,
    taskManagers: readonly [MeasuredProcess, MeasuredProcess],
    rawEnds: readonly [MeasuredProcess, MeasuredProcess],
    writerAddress: Address,
  ) {
    this.#seconds = seconds;
    this.#taskManagers = taskManagers;
    this.#rawEnds = rawEnds;
    this.#writerAddress = writerAddress;
  }

  async rawPipe(framesCorked: number): Promise<Rates> {
    const [writer, reader] = this.#rawEnds;
    await writer.call('startWriting', framesCorked);
    const rates = await this.#ratesOf([writer, reader]);
    await writer.call('stopWriting');
    return rates;
  }

  async throughput(setting: NetworkSetting): Promise<Rates> {
    const run = await this.#start(setting);
    const rates = await this.#ratesOf([...new Set(run)]);
    await this.#end(setting, run);
    return rates;
  }

  /** @returns sorted latencies in milliseconds */
  async latencies(setting: NetworkSetting): Promise<Float64Array> {
    const run = await this.#start(setting);
    await this.#firstBytes(run[1]);
    await sleep(1_000 + this.#seconds * 1_000);
    return (await this.#end(setting, run)).latenciesMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#taskManagers, ...this.#rawEnds].map((each) => each.end()));
  }

  async #start(setting: NetworkSetting): Promise<readonly [MeasuredProcess, MeasuredProcess]> {
    const [first, second] = this.#taskManagers;
    const partition = `run-${++this.#runs}`;
    const local = setting.place === 'local';
    const reader = local ? first : second;
    await first.call('startWriter', setting, partition);
    await reader.call('startReader', setting, partition, this.#writerAddress, local);
    return [first, reader];
  }

  async #end(
    setting: NetworkSetting,
    [writer, reader]: readonly [MeasuredProcess, MeasuredProcess],
  ): Promise<ExchangeOutcome> {
    await writer.call('stopWriter');
    const [written, read] = await Promise.all([
      writer.call<ExchangeOutcome>('outcomeOf', 'writer'),
      reader.call<ExchangeOutcome>('outcomeOf', 'reader'),
    ]);
    const copies = setting.distribution === 'broadcast' ? setting.channels : 1;
    const checksum =
      setting.record === 'time' ? 0 : new RecordValues(setting.record).checksumOf(written.records) * copies;
    if (read.records !== written.records * copies || read.checksum !== checksum) {
      throw new Error(
        `${setting.name}: ${written.records} records written ${copies} times, ${read.records} read; ` +
          `checksum ${checksum}, ${read.checksum} read`,
      );
    }
    return read;
  }

  async #firstBytes(reader: MeasuredProcess): Promise<void> {
    const { bytes } = await reader.sample();
    while ((await reader.sample()).bytes <= bytes) await sleep(POLL_MS);
  }

  async #ratesOf(processes: readonly MeasuredProcess[]): Promise<Rates> {
    await this.#firstBytes(processes.at(-1)!);
    await sleep(WARM_UP_MS);
    const before = await Promise.all(processes.map((each) => each.sample()));
    await sleep(this.#seconds * 1_000);
    const after = await Promise.all(processes.map((each) => each.sample()));
    const rateOf = (figure: (sample: Sample) => number, index: number): number => {
      const [from, to] = [before[index]!, after[index]!];
      return (figure(to) - figure(from)) / ((to.nowMs - from.nowMs) / 1_000);
    };
    const last = processes.length - 1;
    const recordsPerSecond = rateOf(({ records }) => records, last);
    const bytesPerSecond = rateOf(({ bytes }) => bytes, last);
    const cpuMsPerSecond = processes.reduce((sum, _, i) => sum + rateOf(({ cpuMs }) => cpuMs, i), 0);
    const units = recordsPerSecond === 0 ? bytesPerSecond / 1_024 : recordsPerSecond;
    return { recordsPerSecond, bytesPerSecond, cpuNsPerRecord: (cpuMsPerSecond * 1e6) / units };
  }
}
