/** Errors a person meets at the command line or when handing in a job. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ClientErrorCode = 'JOB_MODULE_NO_DEFAULT';

export const CLIENT_ERRORS: Readonly<Record<ClientErrorCode, ErrorText>> = defineErrors({
  JOB_MODULE_NO_DEFAULT: {
    en: '{file} has no default export made with defineJob',
    zh: '{file} 没有用 defineJob 创建的默认导出',
    help: {
      en: 'End it with `export default defineJob({ name: "…" }, (env, args) => { … })`.',
      zh: '请以 `export default defineJob({ name: "…" }, (env, args) => { … })` 结尾。',
    },
  },
});
