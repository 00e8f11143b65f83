/** Nanoseconds of processor time per record (all threads of the process): operators with state and time, each alone in
 *  this thread on a host that discards; and jobs of one task with and without a chain of six.
 *  Run: `pnpm bench operators [millions of records] [rounds]`. Every round runs all pieces in turn; medians are printed
 *  beside the best. Targets on one core: chain of six below 15 ns, running sum at 1,000 keys above 8 M records/s. */
import { MiniCluster } from '@rivulet/client';
import {
  createOperator,
  HeapStateBackend,
  type OperatorHost,
  SlidingEventTimeWindows,
  type Stage,
  TumblingEventTimeWindows,
  type UserFunctions,
  ValueStateDescriptor,
  WatermarkFlow,
  type WindowAssigner,
} from '@rivulet/operators';
import { createRecordTime, javaNumberHash } from '@rivulet/runtime/base';
import { KeyTable } from '@rivulet/runtime/network';

const args = process.argv.slice(2).filter((arg) => arg !== 'operators');
const records = Number(args[0] ?? 2) * 1e6;
const rounds = Number(args[1] ?? 5);

type Piece = { readonly name: string; run(): void };

/** A keyed operator fed as a record reader feeds it: key found, time set, record given. */
function keyed(name: string, kind: string, functions: UserFunctions, keyCount: number): Piece {
  return {
    name,
    run: () => {
      const keys = new KeyTable();
      const time = createRecordTime();
      const watermarks = new WatermarkFlow();
      const keyedState = new HeapStateBackend(keys, 128);
      const host = { ...DISCARDING_HOST, functions, keyedState, time, currentWatermark: -Infinity };
      host.addTimerService = (timers) => watermarks.addTimers(timers);
      const { stage } = createOperator({ id: name, name, kind, params: {} }, host);
      const give = receiverOf(stage);
      for (let i = 0; i < records; i++) {
        const key = Math.imul(i, 0x9e3779b1) >>> 0;
        const short = key % keyCount;
        keys.currentIndex = keys.findNumber(javaNumberHash(short), short);
        // Ten records a millisecond, a watermark every 100 ms.
        time.timestamp = (i / 10) | 0;
        give(i & 1023);
        if (i % 1000 === 0) {
          host.currentWatermark = time.timestamp - 50;
          watermarks.emitWatermark(host.currentWatermark);
        }
      }
    },
  };
}

const DISCARDING_HOST = {
  operatorName: 'bench',
  taskName: 'bench',
  subtaskIndex: 0,
  parallelism: 1,
  processingTime: {
    currentProcessingTimeMs: () => 0,
    registerTimer: () => ({ cancel: () => undefined }),
  },
  emit: () => undefined,
  emitAt: () => undefined,
  emitSide: () => undefined,
  counter: () => ({ count: 0 }),
} as unknown as { -readonly [Name in keyof OperatorHost]: OperatorHost[Name] };

function receiverOf(stage: Stage): (value: unknown) => void {
  if (stage.kind === 'absorb') return stage.absorb;
  if (stage.kind === 'transform') return stage.apply;
  throw new Error(`no keyed operator has a stage of the kind ${stage.kind}`);
}

function windowSum(assigner: WindowAssigner<unknown>): UserFunctions {
  const plan = { assigner, trigger: assigner.defaultTrigger, allowedLatenessMs: 0 };
  return { fn: () => ({ ...plan, contents: { kind: 'sum', field: null } }) };
}

const LAST = new ValueStateDescriptor<number>('last');
const pieces: readonly Piece[] = [
  keyed(
    'find the key alone, 1,000 keys (in all below)',
    'process',
    { fn: () => ({ processElement: () => undefined }) },
    1e3,
  ),
  keyed('running sum, 1,000 keys', 'sum', {}, 1e3),
  keyed('running sum, 1,000,000 keys', 'sum', {}, 1e6),
  keyed('value state in a process function, 1,000 keys', 'keyed-process', countingFunctions(), 1e3),
  keyed('tumbling window sum, 1,000 keys', 'window', windowSum(TumblingEventTimeWindows.of(1000)), 1e3),
  keyed('tumbling window sum, 1,000,000 keys', 'window', windowSum(TumblingEventTimeWindows.of(1000)), 1e6),
  keyed(
    'sliding window sum, 5 windows a record',
    'window',
    windowSum(SlidingEventTimeWindows.of(1000, 200)),
    1e3,
  ),
];

function countingFunctions(): UserFunctions {
  return {
    fn: () => ({
      processElement: (
        _value: unknown,
        {
          state,
        }: { state: { getState(d: typeof LAST): { value(): number | undefined; update(v: number): void } } },
      ) => {
        const last = state.getState(LAST);
        last.update((last.value() ?? 0) + 1);
      },
    }),
  };
}

const times = new Map<string, number[]>();
for (let round = 0; round <= rounds; round++) {
  for (const { name, run } of pieces) {
    const startedMs = processorMs();
    run();
    const nsPerRecord = ((processorMs() - startedMs) * 1e6) / records;
    // The first round only warms up.
    if (round > 0) times.set(name, [...(times.get(name) ?? []), nsPerRecord]);
  }
}
for (const [name, all] of times) print(name, all);
for (const [name, all] of await chains()) print(name, all);

/** A whole job in one task: its generator, its chain, its discarding sink. */
async function chains(): Promise<Map<string, number[]>> {
  await using cluster = await MiniCluster.start();
  const count = records * 10;
  const nsOf = async (...extra: readonly string[]): Promise<number> => {
    const jobArgs = ['--count', String(count), ...extra];
    const startedMs = processorMs();
    const job = await cluster.submit(new URL('./operators/chain-job.ts', import.meta.url), { args: jobArgs });
    await job.result();
    return ((processorMs() - startedMs) * 1e6) / count;
  };
  const all = new Map<string, number[]>([
    ['job: generator, sink', []],
    ['job: generator, chain of 6, sink', []],
  ]);
  for (let round = 0; round < rounds; round++) {
    all.get('job: generator, sink')?.push(await nsOf());
    all.get('job: generator, chain of 6, sink')?.push(await nsOf('--six'));
  }
  return all;
}

/** Of the whole process: what other programs do on the machine is not in it. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print(name: string, all: readonly number[]): void {
  const sorted = all.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const rate = median > 0 ? (1000 / median).toFixed(1) : '–';
  console.log(
    `${name.padEnd(48)} ${median.toFixed(1).padStart(8)} ns  (best ${(sorted[0] ?? 0).toFixed(1)})  ${rate} M/s`,
  );
}
