/** Errors in a job module or in the program it builds; raised by `api` and by the client's job loader, all of them
 *  before anything is submitted. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type JobErrorCode =
  | 'JOB_MODULE_NOT_FOUND'
  | 'JOB_MODULE_NO_DEFAULT'
  | 'JOB_MODULE_INVALID'
  | 'JOB_BUILD_FAILED'
  | 'JOB_BUILD_ASYNC'
  | 'JOB_EMPTY'
  | 'JOB_FUNCTION_EXPECTED'
  | 'JOB_FUNCTION_ASYNC'
  | 'JOB_VALUE_INVALID'
  | 'JOB_ELEMENT_NOT_JSON'
  | 'JOB_PARALLELISM_INVALID'
  | 'JOB_SOURCE_NOT_PARALLEL'
  | 'JOB_FORWARD_PARALLELISM'
  | 'JOB_UID_DUPLICATE'
  | 'JOB_CYCLE'
  | 'JOB_STREAM_FOREIGN'
  | 'JOB_STREAM_NOT_KEYED'
  | 'JOB_OPTION_UNKNOWN'
  | 'JOB_OPTION_VALUE_MISSING'
  | 'JOB_OPTION_INVALID';

export const JOB_ERRORS: Readonly<Record<JobErrorCode, ErrorText>> = defineErrors({
  JOB_MODULE_NOT_FOUND: {
    en: 'there is no job module at {file}',
    zh: '{file} 处没有作业模块',
    help: {
      en: 'Check the path; it is taken from the current folder.',
      zh: '请检查路径；路径相对于当前目录。',
    },
  },
  JOB_MODULE_NO_DEFAULT: {
    en: '{file} has no default export made with defineJob',
    zh: '{file} 没有用 defineJob 创建的默认导出',
    help: {
      en: 'End it with `export default defineJob({ name: "…" }, (env, args) => { … })`.',
      zh: '请以 `export default defineJob({ name: "…" }, (env, args) => { … })` 结尾。',
    },
  },
  JOB_MODULE_INVALID: {
    en: 'the job module {file} cannot be loaded: {reason} ({location})',
    zh: '无法加载作业模块 {file}：{reason}（{location}）',
    help: {
      en: 'Mend the module; `--verbose` shows the whole stack.',
      zh: '请修正该模块；加 `--verbose` 可查看完整堆栈。',
    },
  },
  JOB_BUILD_FAILED: {
    en: 'the build function of job "{job}" threw {reason} ({location})',
    zh: '作业 "{job}" 的构建函数抛出了 {reason}（{location}）',
    help: {
      en: 'Nothing was submitted. Mend the build function; `--verbose` shows the whole stack.',
      zh: '尚未提交任何内容。请修正构建函数；加 `--verbose` 可查看完整堆栈。',
    },
  },
  JOB_BUILD_ASYNC: {
    en: 'the build function of job "{job}" returned a promise',
    zh: '作业 "{job}" 的构建函数返回了 Promise',
    help: {
      en: 'A build function only describes the job: make it synchronous and read data in a source.',
      zh: '构建函数只描述作业：请改为同步函数，在数据源中读取数据。',
    },
  },
  JOB_EMPTY: {
    en: 'job "{job}" has no sink, so it would produce nothing',
    zh: '作业 "{job}" 没有任何 sink，不会产生结果',
    help: {
      en: 'End a stream with print(), writeText(path) or discard().',
      zh: '请用 print()、writeText(path) 或 discard() 结束一条数据流。',
    },
  },
  JOB_FUNCTION_EXPECTED: {
    en: '{operator} needs a function and got {received}',
    zh: '{operator} 需要一个函数，收到的是 {received}',
    help: {
      en: 'Pass a function, not its result: `map((value) => …)`.',
      zh: '请传入函数本身，而不是它的结果：`map((value) => …)`。',
    },
  },
  JOB_FUNCTION_ASYNC: {
    en: '{operator} was given an async function',
    zh: '{operator} 得到的是异步函数',
    help: {
      en: 'Functions of a stream are synchronous: nothing waits inside a record. For calls to other services use AsyncDataStream.orderedWait() or unorderedWait().',
      zh: '流上的函数必须是同步的：处理一条记录时不能等待。调用外部服务请使用 AsyncDataStream.orderedWait() 或 unorderedWait()。',
    },
  },
  JOB_VALUE_INVALID: {
    en: '{operator} needs {expected} and got {received}',
    zh: '{operator} 需要 {expected}，收到的是 {received}',
    help: {
      en: 'Correct the argument in the job module.',
      zh: '请在作业模块中更正该参数。',
    },
  },
  JOB_ELEMENT_NOT_JSON: {
    en: 'element {index} of fromCollection is {received}, which does not travel as JSON',
    zh: 'fromCollection 的第 {index} 个元素是 {received}，无法以 JSON 传输',
    help: {
      en: 'Use plain objects, arrays, strings, finite numbers, booleans and null, or make the values in generate().',
      zh: '请使用普通对象、数组、字符串、有限数值、布尔值和 null，或者在 generate() 中生成这些值。',
    },
  },
  JOB_PARALLELISM_INVALID: {
    en: '{operator} has parallelism {parallelism}; it must be a whole number from 1 to {max}',
    zh: '{operator} 的并行度为 {parallelism}，必须是 1 到 {max} 之间的整数',
    help: {
      en: 'Correct setParallelism (or `-p`); setMaxParallelism sets the upper bound.',
      zh: '请更正 setParallelism（或 `-p`）；上限由 setMaxParallelism 设定。',
    },
  },
  JOB_SOURCE_NOT_PARALLEL: {
    en: '{operator} reads in one subtask only and cannot have parallelism {parallelism}',
    zh: '{operator} 只能由一个子任务读取，并行度不能为 {parallelism}',
    help: {
      en: 'Leave it at 1 and follow it with rebalance(); or use generate() or readTextFile().',
      zh: '请保持并行度 1 并在其后使用 rebalance()；或改用 generate()、readTextFile()。',
    },
  },
  JOB_FORWARD_PARALLELISM: {
    en: 'forward() from {producer} (parallelism {producerParallelism}) to {consumer} (parallelism {consumerParallelism})',
    zh: '从 {producer}（并行度 {producerParallelism}）到 {consumer}（并行度 {consumerParallelism}）使用了 forward()',
    help: {
      en: 'forward() joins subtask i to subtask i: give both the same parallelism, or use rebalance().',
      zh: 'forward() 把子任务 i 连到子任务 i：请使两者并行度相同，或改用 rebalance()。',
    },
  },
  JOB_UID_DUPLICATE: {
    en: 'uid "{uid}" is used by both {first} and {second}',
    zh: 'uid "{uid}" 同时用于 {first} 和 {second}',
    help: {
      en: 'A uid names one operator of a job for good: change one of them.',
      zh: '一个 uid 在作业中只能标识一个算子：请修改其中之一。',
    },
  },
  JOB_CYCLE: {
    en: '{consumer} reads {producer}, which comes after it',
    zh: '{consumer} 读取排在它之后的 {producer}',
    help: {
      en: 'A job has no cycles: send what must come back through a source, for example a topic that a sink writes.',
      zh: '作业中不允许有环：需要回流的数据请写到外部（例如某个主题），再由数据源读入。',
    },
  },
  JOB_STREAM_FOREIGN: {
    en: '{operator} was given {stream}, a stream of another job',
    zh: '{operator} 得到的 {stream} 是另一个作业的流',
    help: {
      en: 'Make every stream of a job from the `env` its build function is given.',
      zh: '作业的每个流都应由其构建函数收到的 `env` 创建。',
    },
  },
  JOB_STREAM_NOT_KEYED: {
    en: '{operator} was called on a stream without keys',
    zh: '在没有键的流上调用了 {operator}',
    help: {
      en: 'Put keyBy(…) before it; keyBy(() => 0) makes one key of all values, in one subtask.',
      zh: '请先调用 keyBy(…)；keyBy(() => 0) 会把所有数据归为一个键，由一个子任务处理。',
    },
  },
  JOB_OPTION_UNKNOWN: {
    en: 'job "{job}" does not know {option}; it knows {known}',
    zh: '作业 "{job}" 不认识 {option}；它认识 {known}',
    help: {
      en: 'What follows `--` goes to the job. Options are written --name value or --name=value.',
      zh: '`--` 之后的内容交给作业。选项写作 --name value 或 --name=value。',
    },
  },
  JOB_OPTION_VALUE_MISSING: {
    en: 'the job option {option} needs a value',
    zh: '作业选项 {option} 需要一个值',
    help: { en: 'Write {option} value or {option}=value.', zh: '请写作 {option} value 或 {option}=value。' },
  },
  JOB_OPTION_INVALID: {
    en: 'the job option {option} needs {expected} and got "{value}"',
    zh: '作业选项 {option} 需要 {expected}，收到的是 "{value}"',
    help: { en: 'Correct what follows `--`.', zh: '请更正 `--` 之后的内容。' },
  },
});
