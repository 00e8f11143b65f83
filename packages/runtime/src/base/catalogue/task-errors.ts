/** Errors of a running task: user functions, records, sources and sinks. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type TaskErrorCode =
  | 'ASYNC_TIMEOUT'
  | 'FILE_NOT_FOUND'
  | 'JOB_FINGERPRINT_MISMATCH'
  | 'JOB_MODULE_FAILED'
  | 'FIELD_INVALID'
  | 'KEY_UNSTABLE'
  | 'OPERATOR_UNKNOWN'
  | 'PARTITION_OUT_OF_RANGE'
  | 'RECORD_CORRUPT'
  | 'RECORD_NOT_SERIALIZABLE'
  | 'RECORD_TOO_LARGE'
  | 'EVENT_TIMESTAMP_INVALID'
  | 'EVENT_TIMESTAMP_MISSING'
  | 'USER_FUNCTION_FAILED';

export const TASK_ERRORS: Readonly<Record<TaskErrorCode, ErrorText>> = defineErrors({
  USER_FUNCTION_FAILED: {
    en: '{operator} of task {task} threw: {reason} (at {location})',
    zh: '任务 {task} 的算子 {operator} 抛出异常：{reason}（位于 {location}）',
    help: {
      en: 'The function is yours: mend it there, or filter such records before it.',
      zh: '这是用户函数：请在该处修复，或在它之前过滤掉这类记录。',
    },
  },
  EVENT_TIMESTAMP_INVALID: {
    en: '{operator} of task {task} got {received} as the timestamp of a record',
    zh: '任务 {task} 的算子 {operator} 得到的记录时间戳为 {received}',
    help: {
      en: 'A timestamp is a finite number of milliseconds; give the WatermarkStrategy a withTimestampAssigner(…) that returns one.',
      zh: '时间戳应为有限的毫秒数；请为 WatermarkStrategy 提供返回该值的 withTimestampAssigner(…)。',
    },
  },
  ASYNC_TIMEOUT: {
    en: '{operator} of task {task} had no result after {timeoutMs} ms',
    zh: '任务 {task} 的算子 {operator} 在 {timeoutMs} 毫秒后仍无结果',
    help: {
      en: 'Give more time, or say what such a record leads to: { asyncInvoke, timeout: (value) => […] }.',
      zh: '请延长超时时间，或说明此类记录的结果：{ asyncInvoke, timeout: (value) => […] }。',
    },
  },
  EVENT_TIMESTAMP_MISSING: {
    en: '{operator} of task {task} got a record without a timestamp and has event-time windows',
    zh: '任务 {task} 的算子 {operator} 使用事件时间窗口，但收到没有时间戳的记录',
    help: {
      en: 'Call assignTimestampsAndWatermarks(…) on a stream before it, or use processing-time windows.',
      zh: '请在其之前的流上调用 assignTimestampsAndWatermarks(…)，或改用处理时间窗口。',
    },
  },
  FILE_NOT_FOUND: {
    en: 'no file matches {path}',
    zh: '没有与 {path} 匹配的文件',
    help: {
      en: 'Check the path: it is taken from the working directory of the client, {workingDirectory}. Every TaskManager must see it.',
      zh: '请检查路径：它相对于客户端的工作目录 {workingDirectory}。每个 TaskManager 都必须能访问它。',
    },
  },
  JOB_FINGERPRINT_MISMATCH: {
    en: 'the job built in task {task} has the fingerprint {actual}, the submitted one {expected}',
    zh: '任务 {task} 中构建的作业指纹为 {actual}，而提交的作业指纹为 {expected}',
    help: {
      en: 'The build function must give the same graph everywhere: no clock, no randomness, nothing read from the machine.',
      zh: '构建函数在任何地方都必须产生相同的作业图：不要依赖时钟、随机数或本机环境。',
    },
  },
  JOB_MODULE_FAILED: {
    en: 'the job module {module} could not be loaded or built in task {task}: {reason}',
    zh: '任务 {task} 无法加载或构建作业模块 {module}：{reason}',
    help: {
      en: 'Run the module by itself on that machine; its imports and its build function must work there too.',
      zh: '请在该机器上单独运行此模块；它的导入和构建函数在那里也必须可用。',
    },
  },
  FIELD_INVALID: {
    en: '{operator} needs {expected} in the field {field} of each record, and found {received}',
    zh: '{operator} 要求每条记录的字段 {field} 为 {expected}，实际为 {received}',
    help: {
      en: 'Check the name of the field; filter records without it, or map them to a default, before this step.',
      zh: '请检查字段名；或在此步骤之前过滤掉没有该字段的记录，或映射为默认值。',
    },
  },
  KEY_UNSTABLE: {
    en: 'a key is {received}, which has no stable form',
    zh: '键是 {received}，没有稳定的形式',
    help: {
      en: 'Key by a text, a number, a boolean, or a tuple of these; of an object take the fields that name it.',
      zh: '请使用字符串、数字、布尔值或它们的元组作为键；对于对象，请取能标识它的字段。',
    },
  },
  OPERATOR_UNKNOWN: {
    en: 'operator {operator} of task {task} is of the kind {kind}, which this TaskManager does not know',
    zh: '任务 {task} 的算子 {operator} 的类型为 {kind}，该 TaskManager 不认识此类型',
    help: {
      en: 'Client and cluster must be of the same version.',
      zh: '客户端与集群的版本必须一致。',
    },
  },
  PARTITION_OUT_OF_RANGE: {
    en: 'the partitioner chose subtask {received}, but there are {count}, from 0',
    zh: '分区器选择了子任务 {received}，但下游只有 {count} 个，从 0 开始编号',
    help: {
      en: 'A partitioner given to partitionCustom() returns a whole number from 0 to its second argument minus 1.',
      zh: '传给 partitionCustom() 的分区器应返回从 0 到第二个参数减 1 之间的整数。',
    },
  },
  RECORD_CORRUPT: {
    en: 'a channel brought {what} where a record was expected',
    zh: '通道中出现了 {what}，而此处应为一条记录',
    help: {
      en: 'Producer and consumer must be of the same version. If they are, this is a bug of Rivulet: please report it.',
      zh: '生产者与消费者的版本必须一致。如果一致，这就是 Rivulet 的缺陷，请报告。',
    },
  },
  RECORD_NOT_SERIALIZABLE: {
    en: 'a record contains a {type}, which cannot be sent to another task',
    zh: '记录中含有 {type}，无法发送到其他任务',
    help: {
      en: 'Emit plain data: strings, numbers, objects, arrays, Map, Set, Date, bytes.',
      zh: '请只发出普通数据：字符串、数字、对象、数组、Map、Set、Date、字节。',
    },
  },
  RECORD_TOO_LARGE: {
    en: 'a record takes {bytes} bytes, more than the limit of {limit}',
    zh: '一条记录占 {bytes} 字节，超过上限 {limit}',
    help: {
      en: 'Split it before it is sent, or send a reference to where it is stored.',
      zh: '请在发送前拆分它，或只发送其存储位置的引用。',
    },
  },
});
