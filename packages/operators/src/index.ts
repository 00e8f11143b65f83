/** Public names of `@rivulet/operators`: what a chain is made of, and the host that a chain gives its operators. */
export type { AsyncCalls, AsyncFunction, AsyncInvoke } from './async/async-function.ts';
export {
  AsyncRetryStrategies,
  type AsyncRetryStrategy,
  type ExponentialBackoff,
  type FixedDelay,
} from './async/async-retry-strategies.ts';
export { createOperator, createSource, isSourceKind } from './create-operator.ts';
export type { OperatorCounter, OperatorHost } from './host/operator-host.ts';
export type { Ending, Operator, Source, SourceStatus, Stage } from './host/operator.ts';
export type { ProcessingTimeService, ProcessingTimeTimer } from './host/processing-time-service.ts';
export type { CoProcessFunction, KeyedCoProcessFunction } from './process/co-process-function.ts';
export { OutputTag } from './host/output-tag.ts';
export type {
  KeyedProcessContext,
  KeyedProcessFunction,
  MadePerSubtask,
  OnTimerContext,
  OpenContext,
  ProcessContext,
  ProcessFunction,
  StateAccess,
  TimerService,
  ValueCollector,
} from './process/process-function.ts';
export { type RecordFunction, secondStageFunction, stageFunction } from './host/stage-function.ts';
export { TaskCancellation } from './host/task-cancellation.ts';
export { userCall } from './host/user-call.ts';
export { type FailingPlace, userFailure } from './host/user-failure.ts';
export type { UserFunctions } from './host/user-functions.ts';
export { userLocationOf } from './host/user-location.ts';
export * from './state/index.ts';
export * from './time/index.ts';
export * from './windowing/index.ts';
