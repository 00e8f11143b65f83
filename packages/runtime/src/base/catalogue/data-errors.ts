/** Errors of the data plane: frames, channels, buffers. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type DataErrorCode =
  | 'NET_BAD_MAGIC'
  | 'NET_UNKNOWN_FRAME'
  | 'NET_FRAME_LENGTH'
  | 'NET_BAD_EVENT'
  | 'NET_SEQUENCE_GAP'
  | 'NET_NO_CREDIT'
  | 'NET_CHANNEL_OVERFLOW'
  | 'NET_NOT_BLOCKED'
  | 'NET_FLOW_CONTROL'
  | 'NET_PARTITION_NOT_FOUND'
  | 'NET_SUBPARTITION_TAKEN'
  | 'NET_PRODUCER_FAILED'
  | 'NET_TASK_EVENT_UNDELIVERABLE'
  | 'NET_TASK_EVENT_TOO_LARGE'
  | 'NET_CONNECTION_LOST'
  | 'NET_CONNECTION_RESET'
  | 'NET_SECRET_MISMATCH'
  | 'NET_INSUFFICIENT_BUFFERS'
  | 'NET_BUFFERS_TIMEOUT'
  | 'NET_THREAD_LOST'
  | 'NET_TOO_MANY_THREADS';

export const DATA_ERRORS: Readonly<Record<DataErrorCode, ErrorText>> = defineErrors({
  NET_BAD_MAGIC: {
    en: 'a data frame from {peer} starts with {received} where {expected} was expected',
    zh: '来自 {peer} 的数据帧以 {received} 开头，应为 {expected}',
    help: {
      en: 'The connection is closed. Check that the port belongs to a Rivulet TaskManager of the same version.',
      zh: '连接已关闭。请确认该端口属于同一版本的 Rivulet TaskManager。',
    },
  },
  NET_UNKNOWN_FRAME: {
    en: 'a data frame from {peer} has the unknown message id {id}',
    zh: '来自 {peer} 的数据帧带有未知的消息编号 {id}',
    help: {
      en: 'The connection is closed. Run the same version of Rivulet on every TaskManager.',
      zh: '连接已关闭。请在所有 TaskManager 上运行同一版本的 Rivulet。',
    },
  },
  NET_FRAME_LENGTH: {
    en: 'a data frame (message id {id}) from {peer} announces {length} bytes where {least} to {most} are allowed',
    zh: '来自 {peer} 的数据帧（消息编号 {id}）声明长度为 {length} 字节，允许范围是 {least} 到 {most}',
    help: {
      en: 'The connection is closed before anything is allocated. Use one segment size on every TaskManager.',
      zh: '在分配内存之前连接已关闭。请在所有 TaskManager 上使用相同的内存段大小。',
    },
  },
  NET_BAD_EVENT: {
    en: 'an event of data type {dataType} with {length} bytes cannot be read',
    zh: '无法解析数据类型为 {dataType}、长度为 {length} 字节的事件',
    help: {
      en: 'Only this channel fails. Run the same version of Rivulet on every TaskManager.',
      zh: '只有该通道失败。请在所有 TaskManager 上运行同一版本的 Rivulet。',
    },
  },
  NET_SEQUENCE_GAP: {
    en: 'buffer {received} of {channel} arrived where {expected} was expected',
    zh: '{channel} 收到序号为 {received} 的缓冲区，应为 {expected}',
    help: {
      en: 'Only this channel fails, and its task with it. Please report it: it is a defect.',
      zh: '只有该通道失败，其任务也随之失败。请报告：这是一个缺陷。',
    },
  },
  NET_NO_CREDIT: {
    en: 'a buffer of {channel} arrived without credit: no buffer is free for it',
    zh: '{channel} 在没有信用值（credit）的情况下收到缓冲区：没有空闲缓冲区可用',
    help: {
      en: 'Only this channel fails, and its task with it. Please report it: it is a defect.',
      zh: '只有该通道失败，其任务也随之失败。请报告：这是一个缺陷。',
    },
  },
  NET_CHANNEL_OVERFLOW: {
    en: '{channel} received more events than its queue of {capacity} entries holds',
    zh: '{channel} 收到的事件超过其队列的 {capacity} 个条目',
    help: {
      en: 'Only this channel fails, and its task with it. Its consumer stands still while checkpoint after checkpoint times out: look for what holds it up, or trigger checkpoints less often.',
      zh: '只有该通道失败，其任务也随之失败。其消费者停滞不前，而检查点一个接一个地超时：请查明是什么阻塞了它，或降低触发检查点的频率。',
    },
  },
  NET_NOT_BLOCKED: {
    en: '{peer} asked {channel} to go on, which no barrier holds',
    zh: '{peer} 要求恢复 {channel}，但没有检查点屏障阻塞它',
    help: {
      en: 'The connection is closed. Run the same version of Rivulet on every TaskManager.',
      zh: '连接已关闭。请在所有 TaskManager 上运行同一版本的 Rivulet。',
    },
  },
  NET_FLOW_CONTROL: {
    en: 'the flow control number {number} asked for by {peer} is not known here',
    zh: '{peer} 请求的流量控制方式 {number} 在此处未知',
    help: {
      en: 'Run the same version on every TaskManager: this one knows credit and tcp.',
      zh: '请在所有 TaskManager 上运行同一版本：此版本支持 credit 与 tcp。',
    },
  },
  NET_PARTITION_NOT_FOUND: {
    en: 'result partition {partition} was not there within {timeoutMs} ms',
    zh: '结果分区 {partition} 在 {timeoutMs} 毫秒内没有出现',
    help: {
      en: 'Its producer did not start or has failed: see the errors of the upstream task.',
      zh: '其生产者没有启动或已经失败：请查看上游任务的错误。',
    },
  },
  NET_SUBPARTITION_TAKEN: {
    en: 'subpartition {subpartition} of {partition} cannot be read: it has no such subpartition, or has a reader already',
    zh: '无法读取 {partition} 的子分区 {subpartition}：该子分区不存在，或已有消费者',
    help: {
      en: 'A pipelined partition is read once, by one consumer. The consuming task fails, and its job with it.',
      zh: '流水线分区只能由一个消费者读取一次。消费任务会失败，作业也随之失败。',
    },
  },
  NET_PRODUCER_FAILED: {
    en: 'the producer of {partition} has failed or was cancelled: {reason}',
    zh: '{partition} 的生产者已失败或被取消：{reason}',
    help: {
      en: 'Look for the first error of the job; this one follows from it.',
      zh: '请查看作业的第一个错误，该错误由它引起。',
    },
  },
  NET_TASK_EVENT_UNDELIVERABLE: {
    en: 'an event of kind {kind} for the producer of {partition} cannot be delivered: the partition is not there',
    zh: '类型为 {kind} 的任务事件无法送达 {partition} 的生产者：该分区不存在',
    help: {
      en: 'Only this channel fails, and its task with it. A task may send an event once it has received something from the channel, and until the channel ends.',
      zh: '只有该通道失败，其任务也随之失败。任务应在从该通道收到数据之后、通道结束之前发送事件。',
    },
  },
  NET_TASK_EVENT_TOO_LARGE: {
    en: 'an event of kind {kind} for a producer has {size} bytes, more than the {most} allowed',
    zh: '发往生产者的任务事件（类型 {kind}）长度为 {size} 字节，超过上限 {most}',
    help: {
      en: 'Nothing was sent. Send a name for what you mean, or send it as records.',
      zh: '未发送任何内容。请只发送其名称，或将内容作为记录发送。',
    },
  },
  NET_CONNECTION_LOST: {
    en: 'the data connection to {peer} was lost: {reason}',
    zh: '与 {peer} 的数据连接已断开：{reason}',
    help: {
      en: 'The remote TaskManager may have died: see its log. The tasks that read over this connection fail.',
      zh: '远端 TaskManager 可能已退出：请查看其日志。通过该连接读取数据的任务都会失败。',
    },
  },
  NET_CONNECTION_RESET: {
    en: 'the data connection was reset by {peer}',
    zh: '数据连接被对端 {peer} 重置',
    help: {
      en: 'The remote TaskManager has most likely crashed or been killed: see its log. The tasks that read over this connection fail.',
      zh: '远端 TaskManager 很可能已崩溃或被终止：请查看其日志。通过该连接读取数据的任务都会失败。',
    },
  },
  NET_SECRET_MISMATCH: {
    en: 'the data connection from {peer} is refused: {reason}',
    zh: '拒绝来自 {peer} 的数据连接：{reason}',
    help: {
      en: 'Set the same `security.secret` on every process of the cluster.',
      zh: '请在集群的每个进程上设置相同的 `security.secret`。',
    },
  },
  NET_INSUFFICIENT_BUFFERS: {
    en: '{owner} needs {required} network buffers of {segmentKb} KiB, but of {total} all except {free} are promised',
    zh: '{owner} 至少需要 {required} 个 {segmentKb} KiB 的网络缓冲区，但 {total} 个中只有 {free} 个尚未分配给其他任务',
    help: {
      en: 'Raise taskmanager.memory.network.size, or lower the parallelism.',
      zh: '请调大 taskmanager.memory.network.size，或降低并行度。',
    },
  },
  NET_BUFFERS_TIMEOUT: {
    en: 'an input waited {timeoutMs} ms for its {required} network buffers: other tasks have not given theirs back',
    zh: '输入等待其 {required} 个网络缓冲区已超过 {timeoutMs} 毫秒：其他任务尚未归还多占的缓冲区',
    help: {
      en: 'Raise taskmanager.memory.network.size, or lower the parallelism; the task fails and its job restarts.',
      zh: '请调大 taskmanager.memory.network.size，或降低并行度；该任务失败，其作业将重启。',
    },
  },
  NET_THREAD_LOST: {
    en: 'the network thread ended unexpectedly: {reason}',
    zh: '网络线程意外终止：{reason}',
    help: {
      en: 'The TaskManager cannot exchange data any more and must be restarted.',
      zh: '该 TaskManager 无法再交换数据，必须重启。',
    },
  },
  NET_TOO_MANY_THREADS: {
    en: 'no more than {limit} threads can exchange data in one TaskManager',
    zh: '一个 TaskManager 中最多只能有 {limit} 个线程交换数据',
    help: {
      en: 'Set taskmanager.task-threads to per-slot, or start more TaskManagers.',
      zh: '请将 taskmanager.task-threads 设为 per-slot，或启动更多 TaskManager。',
    },
  },
});
