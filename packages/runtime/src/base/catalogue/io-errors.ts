/** Errors of the doors to the outside world: files and sockets. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type IoErrorCode =
  'STORAGE_FAILED' | 'CONNECT_FAILED' | 'LISTEN_FAILED' | 'SIM_LIMIT_EXCEEDED' | 'SIM_THREAD_UNKNOWN';

export const IO_ERRORS: Readonly<Record<IoErrorCode, ErrorText>> = defineErrors({
  STORAGE_FAILED: {
    en: 'could not {operation} {path}: {reason}',
    zh: '无法对 {path} 执行 {operation}：{reason}',
    help: {
      en: 'Check that {path} exists and that this process may use it.',
      zh: '请确认 {path} 存在，并且当前进程有权限访问。',
    },
  },
  CONNECT_FAILED: {
    en: 'could not connect to {address}: {reason}',
    zh: '无法连接到 {address}：{reason}',
    help: {
      en: 'Check that a Rivulet process is running there and that host and port are right.',
      zh: '请确认该地址上有 Rivulet 进程在运行，并检查主机名和端口。',
    },
  },
  LISTEN_FAILED: {
    en: 'could not listen on {address}: {reason}',
    zh: '无法监听 {address}：{reason}',
    help: {
      en: 'Another process may hold the port: choose another one, or 0 for any free port.',
      zh: '端口可能已被其他进程占用：请换一个端口，或用 0 自动选择空闲端口。',
    },
  },
  SIM_LIMIT_EXCEEDED: {
    en: 'the simulated world was still busy after {limitMs} ms (now {nowMs} ms, next timer at {nextMs} ms)',
    zh: '模拟世界运行 {limitMs} 毫秒后仍未结束（当前 {nowMs} 毫秒，下一个定时器在 {nextMs} 毫秒）',
    help: {
      en: 'Something never happens, or a periodic timer never stops: wait for a condition instead.',
      zh: '某个事件始终没有发生，或有周期定时器没有停止：请改为等待一个条件。',
    },
  },
  SIM_THREAD_UNKNOWN: {
    en: 'the simulated world has no entry registered for {entry}',
    zh: '模拟世界中没有为 {entry} 注册线程入口',
    help: {
      en: 'Register one with `world.registerThreadEntry(url, run)`.',
      zh: '请用 `world.registerThreadEntry(url, run)` 注册。',
    },
  },
});
