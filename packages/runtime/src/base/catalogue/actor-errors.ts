/** Errors of the actor system: asking, naming, failing. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ActorErrorCode =
  | 'ACTOR_DEATH_PACT'
  | 'ACTOR_INITIALIZATION_FAILED'
  | 'ACTOR_NAME_INVALID'
  | 'ACTOR_NAME_TAKEN'
  | 'ACTOR_NOT_FOUND'
  | 'ACTOR_SIBLING_FAILED'
  | 'ACTOR_STOPPING'
  | 'ASK_TIMEOUT_INVALID'
  | 'RECIPIENT_UNREACHABLE';

export const ACTOR_ERRORS: Readonly<Record<ActorErrorCode, ErrorText>> = defineErrors({
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
  ACTOR_NOT_FOUND: {
    en: 'no actor answers at {path}',
    zh: '{path} 处没有 Actor 应答',
    help: {
      en: '`rivulet actors` lists the living ones; check the address and the name.',
      zh: '`rivulet actors` 会列出存活的 Actor；请检查地址和名称。',
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
  ACTOR_STOPPING: {
    en: '{actor} is stopping and takes no new children',
    zh: '{actor} 正在停止，不再接受新的子 Actor',
    help: {
      en: 'Nothing needs doing during a shutdown.',
      zh: '如果正在关闭系统，无需处理。',
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
});
