/** What only a driver can show: processing time, snapshots, counters, idle inputs. The rest is in
 *  packages/client/src/testing/behaviour. */
import { describe, expect, it } from 'vitest';
import {
  ContinuousProcessingTimeTrigger,
  type DataStream,
  EventTimeSessionWindows,
  type KeyedProcessFunction,
  ListStateDescriptor,
  MapStateDescriptor,
  ProcessingTimeSessionWindows,
  SlidingProcessingTimeWindows,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../index.ts';
import { TestDriver, type TestInputs } from './test-driver.ts';

type Click = readonly [user: string, count: number];
const userOf = ([user]: Click): string => user;
const add = ([user, a]: Click, [, b]: Click): Click => [user, a + b];

describe('processing time', () => {
  it('given tumbling windows, when the clock passes their end, then they fire', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input().keyBy(userOf).window(TumblingProcessingTimeWindows.of(10)).reduce(add),
    );

    driver.push(['a', 1]).advanceProcessingTimeTo(8).push(['a', 2]);
    expect(driver.output).toEqual([]);
    driver.advanceProcessingTimeTo(9).push(['a', 4]).advanceProcessingTimeTo(19);

    expect(driver.output).toEqual([
      ['a', 3],
      ['a', 4],
    ]);
  });

  it('given sliding windows, then each fires with what was in it', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input().keyBy(userOf).window(SlidingProcessingTimeWindows.of(10, 5)).reduce(add),
    );

    driver.push(['a', 1]).advanceProcessingTimeTo(6).push(['a', 2]).advanceProcessingTimeTo(100);

    expect(driver.output).toEqual([
      ['a', 1],
      ['a', 3],
      ['a', 2],
    ]);
  });

  it('given session windows, when a key is silent for the gap, then its session ends', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input().keyBy(userOf).window(ProcessingTimeSessionWindows.withGap(10)).reduce(add),
    );

    driver.push(['a', 1]).advanceProcessingTimeTo(8).push(['a', 2]).advanceProcessingTimeTo(16);
    expect(driver.output).toEqual([]);
    driver.advanceProcessingTimeTo(17);

    expect(driver.output).toEqual([['a', 3]]);
  });

  it('given a continuous trigger, then a window fires every interval', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input()
        .keyBy(userOf)
        .window(TumblingProcessingTimeWindows.of(30))
        .trigger(new ContinuousProcessingTimeTrigger(10))
        .reduce(add),
    );

    driver.push(['a', 1]).advanceProcessingTimeTo(12).push(['a', 2]).advanceProcessingTimeTo(29);

    expect(driver.output).toEqual([
      ['a', 1],
      ['a', 3],
      ['a', 3],
    ]);
  });

  it('given a timer of a key, when its time comes, then it fires once, without a timestamp', () => {
    const alarm: KeyedProcessFunction<string, Click, unknown> = {
      processElement: ([, time], { timerService }) => timerService.registerProcessingTimeTimer(time),
      onTimer: (time, context, out) =>
        out.collect([context.getCurrentKey(), time, context.timeDomain, context.timestamp()]),
    };
    const driver = new TestDriver<Click, unknown>(({ input }) => input().keyBy(userOf).process(alarm));

    driver.push(['a', 20], 5).push(['a', 20]).push(['b', 10]).advanceProcessingTimeTo(25);

    expect(driver.output).toEqual([
      ['b', 10, 'processing', undefined],
      ['a', 20, 'processing', undefined],
    ]);
  });
});

describe('state with a time to live', () => {
  const LAST = new ValueStateDescriptor<number>('last', { ttlMs: 10 });
  const READ = new ValueStateDescriptor<number>('read', { ttlMs: 10, update: 'on-read-and-write' });
  const STALE = new ValueStateDescriptor<number>('stale', {
    ttlMs: 10,
    visibility: 'return-expired-if-not-cleaned-up',
  });
  const LIST = new ListStateDescriptor<number>('list', { ttlMs: 10 });
  const MAP = new MapStateDescriptor<number, number>('map', { ttlMs: 10 });

  it('given values that are too old, then they are gone, each by its own rule', () => {
    const driver = new TestDriver<Click, unknown>(({ input }) =>
      input()
        .keyBy(userOf)
        .process<unknown>({
          processElement: ([, value], { state }, out) => {
            const [last, read, stale] = [LAST, READ, STALE].map((one) => state.getState(one));
            if (value > 0) {
              for (const one of [last, read, stale]) one?.update(value);
              state.getListState(LIST).add(value);
              state.getMapState(MAP).put(value, value);
            }
            out.collect([
              last?.value() ?? null,
              read?.value() ?? null,
              stale?.value() ?? null,
              state.getListState(LIST).get(),
              state.getMapState(MAP).entries(),
            ]);
          },
        }),
    );

    driver.push(['a', 1]).advanceProcessingTimeTo(6).push(['a', 0]);
    driver.advanceProcessingTimeTo(12).push(['a', 0]).push(['a', 0]);

    expect(driver.output).toEqual([
      [1, 1, 1, [1], [[1, 1]]],
      [1, 1, 1, [1], [[1, 1]]],
      [null, 1, 1, [], []],
      [null, 1, null, [], []],
    ]);
  });
});

describe('snapshots', () => {
  it('given windows half full, when restored elsewhere, then they go on as if nothing had happened', () => {
    const build = ({ input }: TestInputs<Click>): DataStream<Click> =>
      input().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add);
    const first = new TestDriver<Click, Click>(build).push(['a', 1], 1).push(['b', 2], 2).pushWatermark(5);

    const second = new TestDriver<Click, Click>(build, first.snapshot());
    first.push(['a', 100], 3);
    second.push(['a', 4], 6).pushWatermark(9);

    expect(second.output).toEqual([
      ['a', 5],
      ['b', 2],
    ]);
  });

  it('given sessions, timers and states of a user, when restored, then all are there', () => {
    const build = ({ input }: TestInputs<Click>): DataStream<unknown> =>
      input()
        .keyBy(userOf)
        .window(EventTimeSessionWindows.withGap(10))
        .reduce(add)
        .keyBy(userOf)
        .process<unknown>({
          processElement: ([, value], { state, timerService }) => {
            state.getListState(new ListStateDescriptor<number>('all')).add(value);
            timerService.registerEventTimeTimer(100);
          },
          onTimer: (_time, { state }, out) =>
            out.collect([...state.getListState(new ListStateDescriptor<number>('all')).get()]),
        });
    const first = new TestDriver<Click, unknown>(build)
      .push(['a', 1], 0)
      .pushWatermark(20)
      .push(['a', 2], 30);

    const second = new TestDriver<Click, unknown>(build, first.snapshot());
    second.push(['a', 4], 35).pushWatermark(60).pushWatermark(100);

    expect(second.output).toEqual([[1, 6]]);
  });
});

describe('watermarks', () => {
  it('given bounded out-of-orderness, then a watermark is due every 200 ms, one less than the bound', () => {
    const strategy = WatermarkStrategy.forBoundedOutOfOrderness<number>(5).withTimestampAssigner((n) => n);
    const driver = new TestDriver<number, number>(({ input }) =>
      input().assignTimestampsAndWatermarks(strategy),
    );

    driver
      .push(100)
      .push(90)
      .advanceProcessingTimeTo(200)
      .push(50)
      .advanceProcessingTimeTo(400)
      .push(200)
      .end();

    expect(driver.watermarks).toEqual([94, Infinity]);
    expect(driver.records.map(({ timestamp }) => timestamp)).toEqual([100, 90, 50, 200]);
  });

  it('given two inputs of which one is idle, then the other alone moves time', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input('left').union(input('right')).keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    );

    driver.pushTo('left', ['a', 1], 1).pushWatermark(50, 'left');
    expect(driver.output).toEqual([]);
    driver.pushIdle(true, 'right');

    expect(driver.output).toEqual([['a', 1]]);
  });

  it('given a quiet subtask with an idle time, then its stream is idle until its next record', () => {
    const quiet = WatermarkStrategy.forMonotonousTimestamps<Click>()
      .withTimestampAssigner(([, time]) => time)
      .withIdleness(500);
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input('left')
        .union(input('right').assignTimestampsAndWatermarks(quiet))
        .keyBy(userOf)
        .window(TumblingEventTimeWindows.of(10))
        .reduce(add),
    );

    driver.pushTo('left', ['a', 1], 1).pushWatermark(50, 'left').advanceProcessingTimeTo(400);
    expect(driver.output).toEqual([]);
    driver.advanceProcessingTimeTo(800);

    expect(driver.output).toEqual([['a', 1]]);
  });
});

describe('late records', () => {
  it('given records nobody takes any more, then they are counted', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    );

    driver.pushWatermark(9).push(['a', 1], 3).push(['a', 1], 9).push(['a', 1], 10);

    expect(driver.counter('numLateRecordsDropped')).toBe(2);
  });

  it('given event-time windows, when a record has no timestamp, then EVENT_TIMESTAMP_MISSING', () => {
    const driver = new TestDriver<Click, Click>(({ input }) =>
      input().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    );

    expect(() => driver.push(['a', 1])).toThrow(expect.objectContaining({ code: 'EVENT_TIMESTAMP_MISSING' }));
  });
});

describe('connected streams', () => {
  it('given watermarks of both, then a timer waits for the slower one', () => {
    const driver = new TestDriver<string, string>(({ input }) =>
      input<string>('left')
        .connect(input<string>('right'))
        .keyBy(
          (value) => value,
          (value) => value,
        )
        .process<string>({
          processElement1: (_value, { timerService }) => timerService.registerEventTimeTimer(10),
          processElement2: () => undefined,
          onTimer: (time, { getCurrentKey }, out) => out.collect(`${getCurrentKey()} at ${time}`),
        }),
    );

    driver.pushTo('left', 'a', 1).pushWatermark(20, 'left').pushWatermark(9, 'right');
    expect(driver.output).toEqual([]);
    driver.pushWatermark(10, 'right');

    expect(driver.output).toEqual(['a at 10']);
  });
});
