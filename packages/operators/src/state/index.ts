/** Public names of `operators/state`: keyed state for operators and for users. */
export { HeapKeyDirectory } from './heap-key-directory.ts';
export { HeapStateBackend } from './heap-state-backend.ts';
export type { KeyDirectory } from './key-directory.ts';
export type { KeyedStateBackend, ListCell, MapCell, NumberCell, ValueCell } from './keyed-state-backend.ts';
export { KeyedStateStore } from './keyed-state-store.ts';
export type { AggregatingState, ListState, MapState, ReducingState, ValueState } from './keyed-states.ts';
export {
  type AggregateFunction,
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  type StateTtl,
  ValueStateDescriptor,
} from './state-descriptor.ts';
export type { KeyedStateSnapshot, StateEntry, StateScope } from './state-snapshot.ts';
export { NO_VALUE } from './value-column.ts';
