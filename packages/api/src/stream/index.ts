/** Public names of `api/stream`: what a build function works with. */
export { AsyncDataStream, type AsyncWaitOptions } from './async-data-stream.ts';
export { ConnectedStreams } from './connected-streams.ts';
export { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
export { DataStreamSink } from './data-stream-sink.ts';
export { GlobalWindows, type EndOfStreamWindow } from './global-windows.ts';
export { KeyedStream } from './keyed-stream.ts';
export {
  type EnvironmentOptions,
  type GenerateOptions,
  StreamExecutionEnvironment,
} from './stream-execution-environment.ts';
export { WindowedStream } from './windowed-stream.ts';
