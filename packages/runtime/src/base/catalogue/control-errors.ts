/** Errors of the control plane: actors, remoting, RPC. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ControlErrorCode = 'ASK_TIMEOUT';

export const CONTROL_ERRORS: Readonly<Record<ControlErrorCode, ErrorText>> = defineErrors({
  ASK_TIMEOUT: {
    en: '{target} did not answer {method} within {timeoutMs} ms (messages in its mailbox: {mailboxDepth})',
    zh: '{target} 在 {timeoutMs} 毫秒内没有应答 {method}（其邮箱中的消息数：{mailboxDepth}）',
    help: {
      en: 'Look at its queue with `rivulet actors`; raise rpc.ask.timeout if the work is known to be slow.',
      zh: '用 `rivulet actors` 查看它的队列；如果确实需要更久，请调大 rpc.ask.timeout。',
    },
  },
});
