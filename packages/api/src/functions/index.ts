/** Public names of `api/functions`: the types of the functions users write. */
export type { ComparableFieldOf, FieldOf, KeyAt, KeyFieldOf, KeysAt, NumericFieldOf } from './field-types.ts';
export { extremeFieldOf, type FieldAggregator, recordWithExtreme } from './field-aggregators.ts';
export type {
  Collector,
  FilterFunction,
  FlatMapFunction,
  GeneratorFunction,
  Key,
  KeyCount,
  KeyPart,
  KeySelector,
  MapFunction,
  PartitionerFunction,
  ReduceFunction,
} from './functions.ts';
export type { UserFunctions } from '@rivulet/operators';
export { OutputTag } from '@rivulet/operators';
