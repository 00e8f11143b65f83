/** Errors a person meets at the command line or when handing in a job. Part of the catalogue in `error-catalogue.ts`.
 *  JOB_… = the job module or its program; CLIENT_/CONFIG_/CLUSTER_… = the command that was typed. */
import { defineErrors, type ErrorText } from './error-text.ts';
import { JOB_ERRORS, type JobErrorCode } from './job-errors.ts';

export type ClientErrorCode = JobErrorCode | 'CLIENT_USAGE';

export const CLIENT_ERRORS: Readonly<Record<ClientErrorCode, ErrorText>> = {
  ...JOB_ERRORS,
  ...defineErrors({
    CLIENT_USAGE: {
      en: '{reason}',
      zh: '{reason}',
      help: {
        en: '`rivulet {command} --help` shows an example.',
        zh: '`rivulet {command} --help` 会给出示例。',
      },
    },
  }),
};
