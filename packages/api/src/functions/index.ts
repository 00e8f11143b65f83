/** Public names of `api/functions`: the types of the functions users write. */
export type {
  Collector,
  FilterFunction,
  FlatMapFunction,
  GeneratorFunction,
  Key,
  KeyCount,
  KeySelector,
  MapFunction,
  NumericFieldOf,
  PartitionerFunction,
  ReduceFunction,
} from './functions.ts';
export type { UserFunctions } from '@rivulet/operators';
export { OutputTag } from './output-tag.ts';
