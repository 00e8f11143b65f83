/** The same records through tumbling, sliding and session windows and into a total per key.
 *  Path: generator → timestamps → **job** → text; reference-results.ts computes what must come out. */
import {
  defineJob,
  EventTimeSessionWindows,
  GlobalWindows,
  type JobDefinition,
  type ProcessWindowFunction,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@rivulet/api';
import {
  DISORDER_MS,
  type DisorderedRecord,
  disorderedRecord,
  hasSessions,
  SESSION_GAP_MS,
  SLIDE_MS,
  SLIDING_MS,
  TUMBLING_MS,
} from './disordered-record.ts';

/** `what key start result`, a line a window. */
function named(what: string): ProcessWindowFunction<number, string, string> {
  return {
    process: (key, { window }, [result], out) => out.collect(`${what} ${key} ${window.start} ${result}`),
  };
}

const sum = {
  createAccumulator: () => 0,
  add: ({ value }: DisorderedRecord, total: number) => total + value,
  getResult: (total: number) => total,
  merge: (first: number, second: number) => first + second,
};

const job: JobDefinition = defineJob({ name: 'million-records' }, (env, args) => {
  const seed = args.number('seed', 0);
  const output = args.string('output');
  env.setAutoWatermarkInterval(20);
  const records = env
    .generate({ count: args.number('count', 1_000_000) }, (index) => disorderedRecord(index, seed))
    .assignTimestampsAndWatermarks(
      WatermarkStrategy.forBoundedOutOfOrderness<DisorderedRecord>(DISORDER_MS).withTimestampAssigner(
        ({ time }) => time,
      ),
    );
  const keyed = records.keyBy(({ key }) => key);
  keyed
    .window(TumblingEventTimeWindows.of(TUMBLING_MS))
    .aggregate<number, number, string>(sum, named('tumbling'))
    .writeText(`${output}/tumbling`);
  keyed
    .window(SlidingEventTimeWindows.of(SLIDING_MS, SLIDE_MS))
    .aggregate<number, number, string>(sum, named('sliding'))
    .writeText(`${output}/sliding`);
  records
    .filter(hasSessions)
    .keyBy(({ key }) => key)
    .window(EventTimeSessionWindows.withGap(SESSION_GAP_MS))
    .aggregate<number, number, string>(sum, named('session'))
    .writeText(`${output}/session`);
  keyed
    .window(GlobalWindows.withEndOfStreamTrigger())
    .sum('value')
    .map(({ key, value }) => `total ${key} ${value}`)
    .writeText(`${output}/total`);
});

// oxlint-disable-next-line import/no-default-export -- a job module has one
export default job;
