/** Every error code with its text, gathered from the areas beside this file.
 *  Callers switch on the code; people read the text. docs/errors.md is made from it. */
import { ACTOR_ERRORS, type ActorErrorCode } from './actor-errors.ts';
import { CLIENT_ERRORS, type ClientErrorCode } from './client-errors.ts';
import { CLUSTER_ERRORS, type ClusterErrorCode } from './cluster-errors.ts';
import { CONTROL_ERRORS, type ControlErrorCode } from './control-errors.ts';
import { DATA_ERRORS, type DataErrorCode } from './data-errors.ts';
import type { ErrorText } from './error-text.ts';
import { IO_ERRORS, type IoErrorCode } from './io-errors.ts';
import { JOB_ERRORS, type JobErrorCode } from './job-errors.ts';
import { TASK_ERRORS, type TaskErrorCode } from './task-errors.ts';
import { TASK_MANAGER_ERRORS, type TaskManagerErrorCode } from './task-manager-errors.ts';

export type ErrorCode =
  | ActorErrorCode
  | IoErrorCode
  | ClientErrorCode
  | ClusterErrorCode
  | ControlErrorCode
  | DataErrorCode
  | JobErrorCode
  | TaskErrorCode
  | TaskManagerErrorCode;

export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, ErrorText>> = {
  ...IO_ERRORS,
  ...ACTOR_ERRORS,
  ...CONTROL_ERRORS,
  ...DATA_ERRORS,
  ...CLUSTER_ERRORS,
  ...TASK_ERRORS,
  ...TASK_MANAGER_ERRORS,
  ...JOB_ERRORS,
  ...CLIENT_ERRORS,
};
