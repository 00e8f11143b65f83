/** Public names of `taskmanager/operators`: what a chain is made of. */
export { createOperator, createSource, isSourceKind } from './create-operator.ts';
export type { OperatorHost } from './operator-host.ts';
export type { Ending, Operator, Source, SourceStatus, Stage } from './operator.ts';
export { TaskCancellation } from './task-cancellation.ts';
export { type FailingPlace, userFailure } from './user-failure.ts';
