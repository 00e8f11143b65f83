/** Public names of `api/stream`: what a build function works with. */
export { DataStream, KeyedStream, SingleOutputStreamOperator, WindowedStream } from './data-stream.ts';
export { DataStreamSink } from './data-stream-sink.ts';
export { GlobalWindows, type WindowAssigner } from './global-windows.ts';
export {
  type EnvironmentOptions,
  type GenerateOptions,
  StreamExecutionEnvironment,
} from './stream-execution-environment.ts';
