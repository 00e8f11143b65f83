/** Errors of the actor system: asking, naming, failing. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ActorErrorCode =
  | 'ACTOR_ADDRESS_INVALID'
  | 'ACTOR_DEATH_PACT'
  | 'ACTOR_INITIALIZATION_FAILED'
  | 'ACTOR_KILLED'
  | 'ACTOR_MAILBOX_MISMATCH'
  | 'ACTOR_NAME_INVALID'
  | 'ACTOR_NAME_TAKEN'
  | 'ACTOR_SIBLING_FAILED'
  | 'ACTOR_STASH_FULL'
  | 'ACTOR_STOPPING'
  | 'ACTOR_STOP_TIMEOUT'
  | 'ASK_TIMEOUT_INVALID'
  | 'RECIPIENT_UNREACHABLE'
  | 'REMOTE_BAD_MAGIC'
  | 'REMOTE_FRAME_INVALID'
  | 'REMOTE_FRAME_TOO_LARGE'
  | 'REMOTE_HANDSHAKE_REFUSED'
  | 'REMOTE_UNDECODABLE'
  | 'REMOTE_UNENCODABLE'
  | 'REMOTE_VERSION_MISMATCH'
  | 'SHUTDOWN_INCOMPLETE'
  | 'SHUTDOWN_PHASES_INVALID';

export const ACTOR_ERRORS: Readonly<Record<ActorErrorCode, ErrorText>> = defineErrors({
  ACTOR_ADDRESS_INVALID: {
    en: '"{address}" is not the address of an actor system',
    zh: '"{address}" 不是合法的 Actor 系统地址',
    help: {
      en: 'It looks like rivulet.tcp://rivulet@127.0.0.1:6123.',
      zh: '正确的形式如 rivulet.tcp://rivulet@127.0.0.1:6123。',
    },
  },
  ACTOR_DEATH_PACT: {
    en: '{actor} watched {dead}, which died, and does not handle its death',
    zh: '{actor} 监视的 {dead} 已终止，但 {actor} 没有处理该终止通知',
    help: {
      en: 'Give the actor a `actorTerminated` hook, or unwatch before the other one stops.',
      zh: '请为该 Actor 提供 `actorTerminated` 钩子，或在对方停止之前取消监视。',
    },
  },
  ACTOR_INITIALIZATION_FAILED: {
    en: '{actor} failed while it was created: {reason}',
    zh: '{actor} 在创建时失败：{reason}',
    help: {
      en: 'Its supervisor stops it unless told otherwise; the cause is in the stack.',
      zh: '除非另有设定，监督者会停止它；原因见堆栈信息。',
    },
  },
  ACTOR_KILLED: {
    en: '{actor} was killed',
    zh: '{actor} 被终结（Kill）',
    help: {
      en: 'Somebody sent it a Kill; its supervisor stops it unless told otherwise.',
      zh: '有人向它发送了 Kill 消息；除非另有设定，监督者会停止它。',
    },
  },
  ACTOR_MAILBOX_MISMATCH: {
    en: '{actor} cannot have a mailbox of the kind {mailbox}; it needs {needed}',
    zh: '{actor} 不能使用 {mailbox} 类型的邮箱，它需要 {needed}',
    help: {
      en: 'An actor with a stash takes messages back at the front: leave the mailbox out of its props, or ask for a deque.',
      zh: '带有暂存区（stash）的 Actor 要把消息放回队首：请不要在 Props 中指定邮箱，或指定 deque 类型。',
    },
  },
  ACTOR_NAME_INVALID: {
    en: '"{name}" is not a valid actor name',
    zh: '"{name}" 不是合法的 Actor 名称',
    help: {
      en: "Names have letters, digits and -_.*$+:@&=,!~';() and do not start with $.",
      zh: "名称只能包含字母、数字和 -_.*$+:@&=,!~';()，且不能以 $ 开头。",
    },
  },
  ACTOR_NAME_TAKEN: {
    en: '{parent} already has a child named {name}',
    zh: '{parent} 已有名为 {name} 的子 Actor',
    help: {
      en: 'A name is free again once its parent has seen the child terminate.',
      zh: '父 Actor 处理完子 Actor 的终止之后，该名称才会释放。',
    },
  },
  ACTOR_SIBLING_FAILED: {
    en: '{actor} is stopped because {failed} failed: {reason}',
    zh: '由于 {failed} 失败，{actor} 被停止：{reason}',
    help: {
      en: 'The whole process ends with it; look for the first failure.',
      zh: '整个进程会随之结束；请查找最先出现的失败。',
    },
  },
  ACTOR_STASH_FULL: {
    en: 'the stash of {actor} is full with {capacity} messages',
    zh: '{actor} 的暂存区（stash）已满，容量为 {capacity} 条消息',
    help: {
      en: 'Handle or refuse messages sooner, or give the stash more room in the props.',
      zh: '请尽早处理或拒绝消息，或在 Props 中调大暂存区容量。',
    },
  },
  ACTOR_STOPPING: {
    en: '{actor} is stopping and takes no new children',
    zh: '{actor} 正在停止，不再接受新的子 Actor',
    help: {
      en: 'Nothing needs doing during a shutdown.',
      zh: '如果正在关闭系统，无需处理。',
    },
  },
  ACTOR_STOP_TIMEOUT: {
    en: '{actor} has not stopped within {timeoutMs} ms',
    zh: '{actor} 未在 {timeoutMs} 毫秒内停止',
    help: {
      en: 'It has mail before the stop message, or children that take long; look at its mailbox.',
      zh: '停止消息之前还有未处理的消息，或者子 Actor 停止缓慢；请查看其邮箱。',
    },
  },
  ASK_TIMEOUT_INVALID: {
    en: 'asking {target} needs a positive timeout, not {timeoutMs}',
    zh: '向 {target} 发起 ask 需要正的超时时间，而不是 {timeoutMs}',
    help: {
      en: 'Give milliseconds greater than zero.',
      zh: '请给出大于零的毫秒数。',
    },
  },
  RECIPIENT_UNREACHABLE: {
    en: '{target} cannot be reached: {reason}',
    zh: '无法到达 {target}：{reason}',
    help: {
      en: 'It stopped, or its process is gone; the caller retries when it finds a new one.',
      zh: '它已停止，或其所在进程已退出；调用方会在找到新的地址后重试。',
    },
  },
  REMOTE_BAD_MAGIC: {
    en: 'the other side greets with {received} where {expected} was expected',
    zh: '对方的握手以 {received} 开头，应为 {expected}',
    help: {
      en: 'The connection is closed. Check that the port is a Rivulet RPC port.',
      zh: '连接已关闭。请确认该端口是 Rivulet 的 RPC 端口。',
    },
  },
  REMOTE_FRAME_INVALID: {
    en: 'a control frame cannot be read: {reason}',
    zh: '无法读取控制帧：{reason}',
    help: {
      en: 'The connection is closed and made again; other connections are not touched.',
      zh: '该连接会关闭并重新建立；其他连接不受影响。',
    },
  },
  REMOTE_FRAME_TOO_LARGE: {
    en: '{what} has {sizeBytes} bytes; {limitBytes} are allowed',
    zh: '{what} 有 {sizeBytes} 字节，上限为 {limitBytes} 字节',
    help: {
      en: 'Send less in one message, or raise rpc.framesize on all processes.',
      zh: '请减小单条消息，或在所有进程上调大 rpc.framesize。',
    },
  },
  REMOTE_HANDSHAKE_REFUSED: {
    en: '{peer} refused the connection: {reason}',
    zh: '{peer} 拒绝了连接：{reason}',
    help: {
      en: 'Both sides need the same version, system name and secret.',
      zh: '双方的版本、系统名称和密钥必须一致。',
    },
  },
  REMOTE_UNDECODABLE: {
    en: 'a message from another process cannot be decoded: {reason}',
    zh: '无法解码来自其他进程的消息：{reason}',
    help: {
      en: 'Only this message failed. Run the same version everywhere.',
      zh: '只有这条消息失败。请在各处运行相同版本。',
    },
  },
  REMOTE_UNENCODABLE: {
    en: '{what} cannot be sent to another process',
    zh: '{what} 不能发送到其他进程',
    help: {
      en: 'Send plain data, errors, bytes, maps, sets, dates or actor refs.',
      zh: '请发送普通数据、错误、字节数组、Map、Set、日期或 Actor 引用。',
    },
  },
  REMOTE_VERSION_MISMATCH: {
    en: 'the other side speaks protocol version {received}, this one {expected}',
    zh: '对方使用协议版本 {received}，本端为 {expected}',
    help: {
      en: 'Run the same version of Rivulet on all processes.',
      zh: '请在所有进程上运行相同版本的 Rivulet。',
    },
  },
  SHUTDOWN_INCOMPLETE: {
    en: 'not everything ended in order ({reason}): {failures}',
    zh: '未能全部按顺序关闭（{reason}）：{failures}',
    help: {
      en: 'Each part named here failed, or took longer than its phase allows and was left behind. The log has its cause.',
      zh: '此处列出的各部分关闭失败，或超过了所在阶段的时限而被放弃。原因请见日志。',
    },
  },
  SHUTDOWN_PHASES_INVALID: {
    en: 'the phases of the shutdown are invalid ({phases}): {reason}',
    zh: '关闭阶段的定义无效（{phases}）：{reason}',
    help: {
      en: 'Give each phase a name of its own and let it come after phases that are there.',
      zh: '请为每个阶段指定唯一的名称，并只依赖已定义的阶段。',
    },
  },
});
