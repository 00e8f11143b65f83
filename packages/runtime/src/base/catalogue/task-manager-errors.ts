/** Errors of a TaskManager: registration, slots, deployment, threads. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type TaskManagerErrorCode =
  | 'BLOB_CORRUPT'
  | 'BLOB_FETCH_FAILED'
  | 'JOB_MASTER_LOST'
  | 'RESOURCE_MANAGER_UNREACHABLE'
  | 'SLOT_ALLOCATION_FAILED'
  | 'SLOT_RELEASED'
  | 'TASK_CANCELLATION_TIMEOUT'
  | 'TASK_MANAGER_REGISTRATION_TIMEOUT'
  | 'TASK_NOT_FOUND'
  | 'TASK_SUBMISSION_FAILED'
  | 'TASK_THREAD_LOST';

export const TASK_MANAGER_ERRORS: Readonly<Record<TaskManagerErrorCode, ErrorText>> = defineErrors({
  BLOB_CORRUPT: {
    en: 'blob {key} from {address} has the content hash {actual}',
    zh: '来自 {address} 的 blob {key} 的内容哈希是 {actual}',
    help: {
      en: "Submit the job again; if it stays so, the JobManager's blob folder is damaged.",
      zh: '请重新提交作业；如果仍然如此，说明 JobManager 的 blob 目录已损坏。',
    },
  },
  BLOB_FETCH_FAILED: {
    en: 'the job bundle {key} could not be fetched from {address}: {reason}',
    zh: '无法从 {address} 获取作业包 {key}：{reason}',
    help: {
      en: 'Check that the REST address of the JobManager can be reached from this TaskManager.',
      zh: '请检查该 TaskManager 能否访问 JobManager 的 REST 地址。',
    },
  },
  JOB_MASTER_LOST: {
    en: 'the JobMaster of job {jobId} is lost: {reason}',
    zh: '作业 {jobId} 的 JobMaster 已失联：{reason}',
    help: {
      en: 'Its tasks were ended here. Look at the JobManager with `rivulet cluster status`.',
      zh: '该作业在此处的任务已结束。请用 `rivulet cluster status` 检查 JobManager。',
    },
  },
  RESOURCE_MANAGER_UNREACHABLE: {
    en: 'no ResourceManager at {address}: {reason}',
    zh: '在 {address} 找不到 ResourceManager：{reason}',
    help: {
      en: 'The TaskManager keeps trying. Check jobmanager.rpc.address and jobmanager.rpc.port (or --jobmanager host:port), and that the JobManager runs.',
      zh: 'TaskManager 会继续尝试。请检查 jobmanager.rpc.address 和 jobmanager.rpc.port（或 --jobmanager host:port），以及 JobManager 是否在运行。',
    },
  },
  SLOT_ALLOCATION_FAILED: {
    en: 'slot {slotIndex} cannot be given to allocation {allocationId}: {reason}',
    zh: '无法把 slot {slotIndex} 分配给 {allocationId}：{reason}',
    help: {
      en: 'The ResourceManager asks for another slot; `rivulet slots` shows who has which.',
      zh: 'ResourceManager 会请求其他 slot；`rivulet slots` 会显示各 slot 的归属。',
    },
  },
  SLOT_RELEASED: {
    en: 'task {task} ended with its slot: {reason}',
    zh: '任务 {task} 随其 slot 结束：{reason}',
    help: {
      en: "See the job's first error, or why its JobMaster gave the slot back.",
      zh: '请查看作业的第一个错误，或其 JobMaster 归还 slot 的原因。',
    },
  },
  TASK_CANCELLATION_TIMEOUT: {
    en: 'task {task} did not stop within {timeoutMs} ms, so its thread {thread} was ended',
    zh: '任务 {task} 在 {timeoutMs} 毫秒内没有停止，因此终止了它的线程 {thread}',
    help: {
      en: 'A user function of it does not return. Mend it, or raise task.cancellation.timeout.',
      zh: '它的某个用户函数没有返回。请修复该函数，或调大 task.cancellation.timeout。',
    },
  },
  TASK_MANAGER_REGISTRATION_TIMEOUT: {
    en: 'not registered at the ResourceManager {address} within {timeoutMs} ms',
    zh: '在 {timeoutMs} 毫秒内未能在 ResourceManager {address} 注册',
    help: {
      en: 'The TaskManager ends. Check jobmanager.rpc.address and port, or raise taskmanager.registration.timeout.',
      zh: 'TaskManager 将退出。请检查 jobmanager.rpc.address 和端口，或调大 taskmanager.registration.timeout。',
    },
  },
  TASK_NOT_FOUND: {
    en: 'task {attemptId} does not run on TaskManager {taskManager}',
    zh: '任务 {attemptId} 不在 TaskManager {taskManager} 上运行',
    help: {
      en: 'It has ended meanwhile, or was never deployed here.',
      zh: '它可能已经结束，或从未部署到这里。',
    },
  },
  TASK_SUBMISSION_FAILED: {
    en: 'task {task} was not accepted: {reason}',
    zh: '任务 {task} 未被接受：{reason}',
    help: {
      en: 'The JobMaster fails the task; if the job ends for it, submit it again.',
      zh: 'JobMaster 会将该任务置为失败；如果作业因此结束，请重新提交。',
    },
  },
  TASK_THREAD_LOST: {
    en: 'thread {thread} of task {task} ended unexpectedly: {reason}',
    zh: '任务 {task} 的线程 {thread} 意外结束：{reason}',
    help: {
      en: 'Only the tasks of that thread fail. Out of memory is the usual reason: look at the reason and at the log.',
      zh: '只有该线程上的任务失败。常见原因是内存不足：请查看原因和日志。',
    },
  },
});
