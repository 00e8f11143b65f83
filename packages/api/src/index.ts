/** `@rivulet/api`: everything a job module imports, and what runs a job module. */
export type {
  Collector,
  ComparableFieldOf,
  FilterFunction,
  FlatMapFunction,
  GeneratorFunction,
  Key,
  KeyCount,
  KeyFieldOf,
  KeyPart,
  KeySelector,
  MapFunction,
  NumericFieldOf,
  PartitionerFunction,
  ReduceFunction,
  UserFunctions,
} from './functions/index.ts';
export { OutputTag } from './functions/index.ts';
export {
  type AsyncFunction,
  type AsyncInvoke,
  AsyncRetryStrategies,
  type AsyncRetryStrategy,
} from '@rivulet/operators';
export {
  type TimestampAssigner,
  type WatermarkGenerator,
  type WatermarkGeneratorOutput,
  WatermarkStrategy,
} from '@rivulet/operators';
export * from './program/index.ts';
export * from './stream/index.ts';
