/** Errors a person meets at the command line: usage, configuration, the cluster that was meant.
 *  Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ClientErrorCode =
  | 'CLIENT_USAGE'
  | 'CLIENT_CLUSTER_UNREACHABLE'
  | 'CLIENT_REST_FAILED'
  | 'CLIENT_TIMEOUT'
  | 'CLIENT_INTERNAL'
  | 'JOB_BUNDLE_FAILED'
  | 'JOB_CANCELED'
  | 'JOB_FAILED'
  | 'CONFIG_KEY_UNKNOWN'
  | 'CONFIG_VALUE_INVALID'
  | 'CONFIG_FILE_INVALID'
  | 'LOCAL_CLUSTER_RUNNING'
  | 'LOCAL_CLUSTER_ABSENT'
  | 'LOCAL_CLUSTER_START_FAILED';

export const CLIENT_ERRORS: Readonly<Record<ClientErrorCode, ErrorText>> = defineErrors({
  CLIENT_USAGE: {
    en: '{reason}',
    zh: '用法错误：{reason}',
    help: {
      en: '`rivulet {command} --help` shows an example.',
      zh: '`rivulet {command} --help` 会给出示例。',
    },
  },
  CLIENT_CLUSTER_UNREACHABLE: {
    en: 'no JobManager answers at {address} ({reason})',
    zh: '{address} 处没有 JobManager 应答（{reason}）',
    help: {
      en: 'Start one with `rivulet cluster start`, or give the right `--jobmanager host:port` (the REST port, 8081 by default).',
      zh: '请用 `rivulet cluster start` 启动集群，或给出正确的 `--jobmanager host:port`（REST 端口，默认 8081）。',
    },
  },
  CLIENT_REST_FAILED: {
    en: '{method} {path} was answered with {status}: {reason}',
    zh: '{method} {path} 的应答是 {status}：{reason}',
    help: {
      en: 'Check that {address} is a Rivulet JobManager of this version; its log says more.',
      zh: '请确认 {address} 是同一版本的 Rivulet JobManager；其日志中有更多信息。',
    },
  },
  CLIENT_TIMEOUT: {
    en: 'job {jobId} did not end within {timeoutMs} ms',
    zh: '作业 {jobId} 在 {timeoutMs} 毫秒内没有结束',
    help: {
      en: 'It goes on. `rivulet list` shows it, `rivulet cancel {jobId}` ends it.',
      zh: '作业仍在继续。`rivulet list` 可查看，`rivulet cancel {jobId}` 可结束它。',
    },
  },
  CLIENT_INTERNAL: {
    en: 'something failed that has no code of its own: {reason}',
    zh: '出现了没有专门代码的错误：{reason}',
    help: { en: '`--verbose` shows the stack.', zh: '加 `--verbose` 可查看堆栈。' },
  },
  JOB_BUNDLE_FAILED: {
    en: 'the job module does not bundle: {reason} ({location})',
    zh: '作业模块无法打包：{reason}（{location}）',
    help: {
      en: 'A job for another process travels as one file: everything it imports must be found from its folder.',
      zh: '提交到其他进程的作业会打包成一个文件：它导入的一切都必须能从其目录找到。',
    },
  },
  JOB_CANCELED: {
    en: 'job {jobId} was canceled',
    zh: '作业 {jobId} 已被取消',
    help: { en: 'Run it again to start from the beginning.', zh: '重新运行即可从头开始。' },
  },
  JOB_FAILED: {
    en: 'job {jobId} failed: {reason}',
    zh: '作业 {jobId} 失败：{reason}',
    help: { en: '`rivulet list -a` shows it with its vertices.', zh: '`rivulet list -a` 会列出该作业。' },
  },
  CONFIG_KEY_UNKNOWN: {
    en: 'the configuration key {key} ({origin}) does not exist; did you mean {suggestion}?',
    zh: '配置项 {key}（{origin}）不存在；您是否想写 {suggestion}？',
    help: { en: 'All keys: {known}.', zh: '全部配置项：{known}。' },
  },
  CONFIG_VALUE_INVALID: {
    en: 'the configuration key {key} ({origin}) needs {expected} and got "{value}"',
    zh: '配置项 {key}（{origin}）需要 {expected}，收到的是 "{value}"',
    help: { en: 'Correct the value.', zh: '请更正该值。' },
  },
  CONFIG_FILE_INVALID: {
    en: 'the configuration file {file} cannot be used: {reason}',
    zh: '无法使用配置文件 {file}：{reason}',
    help: { en: 'It is YAML: one `key: value` a line.', zh: '该文件为 YAML：每行一个 `key: value`。' },
  },
  LOCAL_CLUSTER_RUNNING: {
    en: 'a local cluster runs already (REST at {address})',
    zh: '本地集群已在运行（REST 地址 {address}）',
    help: {
      en: 'Use it, or end it with `rivulet cluster stop`.',
      zh: '请直接使用，或用 `rivulet cluster stop` 结束它。',
    },
  },
  LOCAL_CLUSTER_ABSENT: {
    en: 'no local cluster was started from here',
    zh: '此处没有启动过本地集群',
    help: { en: '`rivulet cluster start` starts one.', zh: '用 `rivulet cluster start` 启动一个。' },
  },
  LOCAL_CLUSTER_START_FAILED: {
    en: 'the {role} process did not become ready (exit code {exitCode}): {reason}',
    zh: '{role} 进程未能就绪（退出码 {exitCode}）：{reason}',
    help: { en: 'Its log is {log}.', zh: '日志位于 {log}。' },
  },
});
