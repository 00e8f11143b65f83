/** Errors of a running task: user functions, records, sources and sinks. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type TaskErrorCode = 'USER_FUNCTION_FAILED';

export const TASK_ERRORS: Readonly<Record<TaskErrorCode, ErrorText>> = defineErrors({
  USER_FUNCTION_FAILED: {
    en: '{operator} of task {task} threw: {reason} (at {location})',
    zh: '任务 {task} 的算子 {operator} 抛出异常：{reason}（位于 {location}）',
    help: {
      en: 'The function is yours: mend it there, or filter such records before it.',
      zh: '这是用户函数：请在该处修复，或在它之前过滤掉这类记录。',
    },
  },
});
