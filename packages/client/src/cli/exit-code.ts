/** What a shell learns from an error. Source: commands.md, "Exit codes". */
import type { ErrorCode } from '@rivulet/runtime/base';
import { isStreamError } from '@rivulet/runtime/base';

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 124 | 130;

const USAGE: ExitCode = 2;
const EXIT_CODES: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  CLIENT_USAGE: USAGE,
  CONFIG_KEY_UNKNOWN: USAGE,
  CONFIG_VALUE_INVALID: USAGE,
  CONFIG_FILE_INVALID: USAGE,
  JOB_MODULE_NOT_FOUND: USAGE,
  JOB_MODULE_NO_DEFAULT: USAGE,
  JOB_OPTION_UNKNOWN: USAGE,
  JOB_OPTION_VALUE_MISSING: USAGE,
  JOB_OPTION_INVALID: USAGE,
  JOB_NOT_FOUND: USAGE,
  ACTOR_NOT_FOUND: USAGE,
  ACTOR_AMBIGUOUS: USAGE,
  LOCAL_CLUSTER_RUNNING: USAGE,
  LOCAL_CLUSTER_ABSENT: USAGE,
  CLIENT_CLUSTER_UNREACHABLE: 3,
  TASK_MANAGER_REGISTRATION_TIMEOUT: 3,
  SLOT_INSUFFICIENT: 4,
  CLIENT_TIMEOUT: 124,
};

/** 1 for everything that is not told apart: the job, or the command, failed. */
export function exitCodeOf(error: unknown): ExitCode {
  return isStreamError(error) ? (EXIT_CODES[error.code] ?? 1) : 1;
}
