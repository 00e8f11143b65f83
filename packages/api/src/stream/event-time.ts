/** `assignTimestampsAndWatermarks`, which gives a stream its event time.
 *  Path: data stream → **event time** → the operator that stamps records. Source: Flink's DataStream. */
import { WatermarkStrategy } from '@rivulet/operators';
import { invalidValue } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';

declare module './data-stream.ts' {
  interface DataStream<T> {
    /** Gives each record a timestamp and the stream its watermarks; those it had before are dropped. */
    assignTimestampsAndWatermarks(strategy: WatermarkStrategy<T>): SingleOutputStreamOperator<T>;
  }
}

DataStream.prototype.assignTimestampsAndWatermarks = function <T>(
  this: DataStream<T>,
  strategy: WatermarkStrategy<T>,
): SingleOutputStreamOperator<T> {
  if (!(strategy instanceof WatermarkStrategy)) {
    throw invalidValue('assignTimestampsAndWatermarks()', 'a WatermarkStrategy', strategy);
  }
  const origin = DataStream.originOf(this);
  const draft = {
    kind: 'timestamps-and-watermarks',
    name: 'timestamps-and-watermarks',
    params: { intervalMs: origin.recorder.autoWatermarkIntervalMs },
    functions: { fn: () => strategy },
  };
  return new SingleOutputStreamOperator(origin.recorder, origin.followedBy('operator', draft));
};
