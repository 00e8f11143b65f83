/** Errors of the coordinator: jobs, slots, scheduling, blobs, REST. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type ClusterErrorCode =
  | 'ACTOR_AMBIGUOUS'
  | 'ACTOR_NOT_FOUND'
  | 'BLOB_NOT_FOUND'
  | 'BLOB_TOO_LARGE'
  | 'CHECKPOINT_NOT_FOUND'
  | 'CHECKPOINT_NOT_TRIGGERED'
  | 'INSPECT_CONTROL_DISABLED'
  | 'INTERNAL_ERROR'
  | 'JOB_DUPLICATE'
  | 'JOB_GRAPH_INVALID'
  | 'JOB_NOT_FOUND'
  | 'REST_BIND_FAILED'
  | 'REST_CROSS_ORIGIN'
  | 'REST_PATH_UNKNOWN'
  | 'REST_REQUEST_INVALID'
  | 'REST_REQUEST_TOO_LARGE'
  | 'REST_SECRET_REQUIRED'
  | 'REST_UNAUTHORIZED'
  | 'SLOT_INSUFFICIENT'
  | 'SLOT_LOST'
  | 'TASK_DEPLOYMENT_FAILED'
  | 'TASK_MANAGER_LOST'
  | 'TASK_MANAGER_NOT_FOUND'
  | 'TASK_STATE_ILLEGAL'
  | 'VERTEX_NOT_FOUND';

export const CLUSTER_ERRORS: Readonly<Record<ClusterErrorCode, ErrorText>> = defineErrors({
  ACTOR_AMBIGUOUS: {
    en: '{path} is found in several processes: {addresses}',
    zh: '多个进程中都有 {path}：{addresses}',
    help: {
      en: 'Put the address of the process in front of the path.',
      zh: '请在路径前加上进程的地址。',
    },
  },
  ACTOR_NOT_FOUND: {
    en: 'no actor lives at {path} that can be looked at or paused',
    zh: '{path} 处没有可以查看或暂停的 Actor',
    help: {
      en: '`rivulet actors` lists them; only those below /user can be paused.',
      zh: '`rivulet actors` 会列出所有 Actor；只有 /user 之下的可以暂停。',
    },
  },
  BLOB_NOT_FOUND: {
    en: 'no blob {key} in the blob store',
    zh: 'Blob 存储中没有 {key}',
    help: {
      en: 'Blobs go with their job: submit the job again with its bundle.',
      zh: 'Blob 会随作业一起清除：请连同打包文件重新提交作业。',
    },
  },
  BLOB_TOO_LARGE: {
    en: 'a blob of {sizeBytes} bytes is larger than the limit of {limitBytes} bytes',
    zh: '大小为 {sizeBytes} 字节的 Blob 超过了 {limitBytes} 字节的上限',
    help: {
      en: 'Keep data out of the bundle: read it from files in the job.',
      zh: '请不要把数据打进包里：在作业中从文件读取。',
    },
  },
  CHECKPOINT_NOT_FOUND: {
    en: 'there is no checkpoint {checkpoint}',
    zh: '没有检查点 {checkpoint}',
    help: {
      en: '`GET /jobs/:id/checkpoints` lists the last ones of a job.',
      zh: '`GET /jobs/:id/checkpoints` 会列出作业最近的检查点。',
    },
  },
  CHECKPOINT_NOT_TRIGGERED: {
    en: 'no checkpoint was triggered: {reason}',
    zh: '没有触发检查点：{reason}',
    help: {
      en: 'Trigger it again when all tasks run and no other checkpoint is in progress.',
      zh: '请在所有任务都在运行、且没有其他检查点正在进行时再次触发。',
    },
  },
  INSPECT_CONTROL_DISABLED: {
    en: 'this cluster shows no payloads and lets nobody pause its actors',
    zh: '该集群不显示消息内容，也不允许暂停其 Actor',
    help: {
      en: 'Set `inspect.control: true` on the JobManager; it is the default only on the loopback address.',
      zh: '请在 JobManager 上设置 `inspect.control: true`；只有监听回环地址时才默认开启。',
    },
  },
  INTERNAL_ERROR: {
    en: 'unexpected: {reason}',
    zh: '意外错误：{reason}',
    help: {
      en: 'This is a fault of Rivulet; its log on the JobManager says more.',
      zh: '这是 Rivulet 自身的问题；JobManager 的日志中有更多信息。',
    },
  },
  JOB_DUPLICATE: {
    en: 'job {jobId} was submitted before',
    zh: '作业 {jobId} 已经提交过',
    help: {
      en: 'Every submission carries a fresh job id; `rivulet list -a` shows the jobs this cluster knows.',
      zh: '每次提交都要使用新的作业 ID；`rivulet list -a` 会列出该集群的作业。',
    },
  },
  JOB_GRAPH_INVALID: {
    en: 'the job graph cannot be run: {reason}',
    zh: '作业图无法执行：{reason}',
    help: {
      en: '`rivulet info <job.ts>` prints the graph; client and cluster must be of the same version.',
      zh: '`rivulet info <job.ts>` 会打印作业图；客户端与集群的版本必须一致。',
    },
  },
  JOB_NOT_FOUND: {
    en: 'Job {jobId} not found',
    zh: '找不到作业 {jobId}',
    help: {
      en: '`rivulet list -a` shows the jobs this cluster knows.',
      zh: '`rivulet list -a` 会列出该集群的作业。',
    },
  },
  REST_BIND_FAILED: {
    en: 'the REST endpoint cannot listen on {address}: {reason}',
    zh: 'REST 端点无法监听 {address}：{reason}',
    help: {
      en: 'Choose another port with `-D rest.port=0` (0 = any free one).',
      zh: '请用 `-D rest.port=0` 换一个端口（0 表示任意空闲端口）。',
    },
  },
  REST_CROSS_ORIGIN: {
    en: 'a page of {origin} tried to change this cluster',
    zh: '来自 {origin} 的网页试图更改该集群',
    help: {
      en: 'Only pages of the cluster itself may: open its own address in the browser.',
      zh: '只有集群自己的页面可以更改：请在浏览器中打开集群自身的地址。',
    },
  },
  REST_PATH_UNKNOWN: {
    en: 'there is no {method} {path}',
    zh: '不存在 {method} {path}',
    help: {
      en: 'Paths are those of Flink, with or without /v1; `GET /v1/overview` is a good first one.',
      zh: '路径与 Flink 相同，可带或不带 /v1；可以先试试 `GET /v1/overview`。',
    },
  },
  REST_REQUEST_INVALID: {
    en: 'the request cannot be read: {reason}',
    zh: '无法读取请求：{reason}',
    help: {
      en: 'Send what docs/rest.md shows for this path.',
      zh: '请按 docs/rest.md 中该路径的格式发送。',
    },
  },
  REST_REQUEST_TOO_LARGE: {
    en: 'the request has {sizeBytes} bytes, more than the limit of {limitBytes}',
    zh: '请求有 {sizeBytes} 字节，超过了 {limitBytes} 字节的上限',
    help: {
      en: 'Make the bundle smaller, or raise rest.server.max-content-length.',
      zh: '请减小打包文件，或调大 rest.server.max-content-length。',
    },
  },
  REST_SECRET_REQUIRED: {
    en: 'the REST endpoint is to listen on {address}, which others can reach, and there is no secret',
    zh: 'REST 端点要监听他人可访问的 {address}，但没有设置密钥',
    help: {
      en: 'Set `security.secret` on every process of the cluster, or bind `rest.address` to 127.0.0.1.',
      zh: '请在集群的每个进程上设置 `security.secret`，或把 `rest.address` 绑定到 127.0.0.1。',
    },
  },
  REST_UNAUTHORIZED: {
    en: 'the request does not carry the secret of this cluster',
    zh: '请求没有携带该集群的密钥',
    help: {
      en: 'Send `Authorization: Bearer <security.secret>`; `rivulet` does so with `-D security.secret=…`.',
      zh: '请发送 `Authorization: Bearer <security.secret>`；`rivulet` 可用 `-D security.secret=…` 做到。',
    },
  },
  SLOT_INSUFFICIENT: {
    en: 'the job needs {required} slots ({demand}); the cluster has {total}, of which {acquired} were given to it',
    zh: '作业需要 {required} 个 slot（{demand}）；集群共有 {total} 个，其中 {acquired} 个分给了该作业',
    help: {
      en: 'More slots: `rivulet cluster start --taskmanagers 1 --slots {required}`. Fewer needed: `rivulet run <job.ts> -p {parallelism}`.',
      zh: '增加 slot：`rivulet cluster start --taskmanagers 1 --slots {required}`。减少需求：`rivulet run <job.ts> -p {parallelism}`。',
    },
  },
  SLOT_LOST: {
    en: 'task {task} lost its slot on TaskManager {taskManager}: {reason}',
    zh: '任务 {task} 失去了 TaskManager {taskManager} 上的 slot：{reason}',
    help: {
      en: 'Look at that TaskManager with `rivulet slots` and in its log, then submit the job again.',
      zh: '请用 `rivulet slots` 和日志检查该 TaskManager，然后重新提交作业。',
    },
  },
  TASK_DEPLOYMENT_FAILED: {
    en: 'task {task} could not be deployed to TaskManager {taskManager}: {reason}',
    zh: '任务 {task} 无法部署到 TaskManager {taskManager}：{reason}',
    help: {
      en: 'The TaskManager says why; its log has the details.',
      zh: 'TaskManager 给出了原因；详情见它的日志。',
    },
  },
  TASK_MANAGER_LOST: {
    en: 'TaskManager {taskManager} is lost: {reason}',
    zh: 'TaskManager {taskManager} 已失联：{reason}',
    help: {
      en: 'Its tasks are gone. See whether its process still runs (`rivulet cluster status`), then submit the job again.',
      zh: '其上的任务已丢失。请检查它的进程是否还在（`rivulet cluster status`），然后重新提交作业。',
    },
  },
  TASK_MANAGER_NOT_FOUND: {
    en: 'no TaskManager {taskManager} is registered',
    zh: '没有注册名为 {taskManager} 的 TaskManager',
    help: {
      en: '`rivulet slots` shows the registered ones.',
      zh: '`rivulet slots` 会列出已注册的 TaskManager。',
    },
  },
  TASK_STATE_ILLEGAL: {
    en: 'task {task} is {state}, and its TaskManager reported {reported}',
    zh: '任务 {task} 处于 {state} 状态，而 TaskManager 报告了 {reported}',
    help: {
      en: 'JobManager and TaskManager disagree: check that both are of the same version.',
      zh: 'JobManager 与 TaskManager 不一致：请确认两者版本相同。',
    },
  },
  VERTEX_NOT_FOUND: {
    en: 'job {jobId} has no vertex {vertexId}',
    zh: '作业 {jobId} 没有顶点 {vertexId}',
    help: { en: '`GET /jobs/{jobId}` lists its vertices.', zh: '`GET /jobs/{jobId}` 会列出它的顶点。' },
  },
});
