/** Errors of the control plane: actors, remoting, RPC. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ControlErrorCode =
  | 'ASK_TIMEOUT'
  | 'RPC_ENDPOINT_NOT_STARTED'
  | 'RPC_UNKNOWN_METHOD'
  | 'RPC_VERSION_MISMATCH'
  | 'RPC_GATEWAY_MISMATCH'
  | 'FENCING_TOKEN_MISMATCH'
  | 'RPC_MESSAGE_TOO_LARGE'
  | 'RPC_ENDPOINT_CRASHED'
  | 'RPC_SECRET_REQUIRED'
  | 'RPC_SERVICE_CLOSED';

export const CONTROL_ERRORS: Readonly<Record<ControlErrorCode, ErrorText>> = defineErrors({
  ASK_TIMEOUT: {
    en: '{target} did not answer {method} within {timeoutMs} ms (in its mailbox: {mailboxDepth}; its turn: {current}, sent {currentAgeMs} ms ago)',
    zh: '{target} 在 {timeoutMs} 毫秒内没有应答 {method}（其邮箱中的消息数：{mailboxDepth}；轮到的消息：{current}，发送于 {currentAgeMs} 毫秒前）',
    help: {
      en: 'Look at its queue with `rivulet actors`; raise rpc.ask.timeout if the work is known to be slow.',
      zh: '用 `rivulet actors` 查看它的队列；如果确实需要更久，请调大 rpc.ask.timeout。',
    },
  },
  RPC_ENDPOINT_NOT_STARTED: {
    en: '{endpoint} has not been started, so {method} was not run',
    zh: '{endpoint} 尚未启动，因此没有执行 {method}',
    help: {
      en: 'Nothing to do: the caller tries again. If it lasts, see `rivulet actors` for its state.',
      zh: '无需处理：调用方会重试。若一直如此，请用 `rivulet actors` 查看其状态。',
    },
  },
  RPC_UNKNOWN_METHOD: {
    en: '{gateway} has no method {method}',
    zh: '{gateway} 没有方法 {method}',
    help: {
      en: 'Caller and endpoint are of different versions: run the same version everywhere.',
      zh: '调用方与端点的版本不同：请在各处运行同一版本。',
    },
  },
  RPC_VERSION_MISMATCH: {
    en: '{endpoint} speaks RPC version {expected}, the caller {received}',
    zh: '{endpoint} 使用 RPC 版本 {expected}，调用方使用 {received}',
    help: {
      en: 'Run the same version of Rivulet on every node.',
      zh: '请在每个节点上运行同一版本的 Rivulet。',
    },
  },
  RPC_GATEWAY_MISMATCH: {
    en: '{endpoint} is a {expected}, not a {received}',
    zh: '{endpoint} 是 {expected}，不是 {received}',
    help: {
      en: 'Check the address: it belongs to another component.',
      zh: '请检查地址：它属于另一个组件。',
    },
  },
  FENCING_TOKEN_MISMATCH: {
    en: '{endpoint} refused {method}: its fencing token is {expected}, the caller sent {received}',
    zh: '{endpoint} 拒绝了 {method}：它的隔离令牌是 {expected}，调用方发送的是 {received}',
    help: {
      en: 'The leader changed. The caller connects again and gets the new token.',
      zh: '领导者已变更。调用方会重新连接并获得新令牌。',
    },
  },
  RPC_MESSAGE_TOO_LARGE: {
    en: 'a call of {method} at {endpoint}, or its answer, takes {sizeBytes} bytes, the limit is {limitBytes}',
    zh: '对 {endpoint} 的 {method} 调用或其应答有 {sizeBytes} 字节，上限为 {limitBytes}',
    help: {
      en: 'Raise rpc.framesize on both sides, or send less in one call.',
      zh: '请在两端调大 rpc.framesize，或在一次调用中少发送一些内容。',
    },
  },
  RPC_ENDPOINT_CRASHED: {
    en: '{endpoint} crashed outside of a call: {reason}',
    zh: '{endpoint} 在调用之外崩溃：{reason}',
    help: {
      en: 'All endpoints of the process were stopped, since their state can no longer be trusted. Restart the process; please report the stack.',
      zh: '由于状态不再可信，该进程的所有端点都已停止。请重启进程，并报告其堆栈。',
    },
  },
  RPC_SECRET_REQUIRED: {
    en: 'the process is to listen on {address}, which others can reach, and there is no secret',
    zh: '进程要监听他人可访问的 {address}，但没有设置密钥',
    help: {
      en: 'Set `security.secret` on every process of the cluster, or bind to 127.0.0.1.',
      zh: '请在集群的每个进程上设置 `security.secret`，或绑定到 127.0.0.1。',
    },
  },
  RPC_SERVICE_CLOSED: {
    en: 'the RPC service is closed, so {endpoint} cannot start',
    zh: 'RPC 服务已关闭，无法启动 {endpoint}',
    help: {
      en: 'The process is shutting down.',
      zh: '进程正在关闭。',
    },
  },
});
