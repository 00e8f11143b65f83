/** The words of `rivulet why` in both languages: each reason, each line below one, each verdict. */
import type { Language } from '@rivulet/runtime/base';
import type { ReasonCode, ReasonDetail, Verdict } from './reason.ts';

type WhyText =
  | ReasonCode
  | ReasonDetail['code']
  | Verdict
  | 'hardOutput'
  | 'sourceTimer'
  | 'because'
  | 'since'
  | 'commands';

export const WHY_TEXTS: Readonly<Record<Language, Readonly<Record<WhyText, string>>>> = {
  en: {
    jobWaitsForSlots:
      'the job waits for slots: it needs {required}, holds {held}, {missing} missing; it gives up after {limit}',
    jobRuns: 'the job is {status}',
    jobEnded: 'the job is {status}',
    taskWaitsForInput: '{task} waits for input from {producer}',
    taskWaitsForOutput: '{task} waits for output credit or buffers towards {consumer}',
    hardOutput: '{task} waits inside a record for an output buffer towards {consumer}, and does nothing else',
    tasksUnseen: 'its tasks cannot be seen at the moment',
    slotsInfeasible:
      'the cluster has {total} slots in all: fewer than the {required} it needs, however long it waits',
    slotsTaken: 'the cluster has {total} slots, {free} of them free; the others are held by other jobs',
    slotsOnTheirWay: '{free} slots are free: the messages that bring them are on their way',
    noTaskManager: 'no TaskManager is registered, so there is no slot at all',
    mailboxPaused: 'the mailbox of {path} is paused; {waiting} messages wait in it',
    taskManagerSilent:
      'TaskManager {taskManager} does not answer: its process is gone or stuck; it is given up after {limit} without a heartbeat',
    taskManagerGone:
      'TaskManager {taskManager}, which ran {tasks} of its tasks, is no longer registered: its process died or left',
    taskSlow: '{task} works without a break ({share} % of the looks) and is slower than what feeds it',
    taskWaitsForBarrier:
      '{task} aligns a checkpoint: channels whose barrier has come stand still until those of {producer} have all come',
    sourceIdle: '{task} is a source with nothing to emit: it waits for new data',
    sourceTimer: '{task} is a source whose next record is not due yet: it waits for its timer or its rate',
    taskStarting: '{task} is starting: it imports the job and opens its channels',
    nothingWaits: 'nothing is held up; {task} works',
    failed: '{code}: {message}',
    canceled: 'it was canceled',
    finished: 'it has finished: every record was processed',
    offer: 'TaskManager {taskManager}: {free} of {total} slots free',
    holder: 'job {job} {name} holds {count}',
    channel: 'channel to {consumer} ({kind}): backlog {backlog}, queued {queued}, credit {credit}',
    shortGroup: 'sharing group {group} needs {count}',
    infeasible: 'INFEASIBLE: what there is cannot meet it',
    pending: 'PENDING: it can go on once this is over',
    running: 'RUNNING',
    ended: 'ENDED',
    because: 'because: ',
    since: ' (for {since})',
    commands: 'What helps:',
  },
  zh: {
    jobWaitsForSlots:
      '作业在等待任务槽：需要 {required} 个，持有 {held} 个，还差 {missing} 个；{limit} 后放弃',
    jobRuns: '作业状态为 {status}',
    jobEnded: '作业状态为 {status}',
    taskWaitsForInput: '{task} 在等待来自 {producer} 的输入',
    taskWaitsForOutput: '{task} 在等待通往 {consumer} 的输出信用值或缓冲区',
    hardOutput: '{task} 在处理一条记录的途中等待通往 {consumer} 的输出缓冲区，期间不做任何事',
    tasksUnseen: '此刻看不到它的任务',
    slotsInfeasible: '集群总共只有 {total} 个任务槽，少于所需的 {required} 个，等多久都无法满足',
    slotsTaken: '集群有 {total} 个任务槽，空闲 {free} 个；其余被其他作业占用',
    slotsOnTheirWay: '有 {free} 个空闲的任务槽：分配消息尚在途中',
    noTaskManager: '没有 TaskManager 注册，因此一个任务槽也没有',
    mailboxPaused: '{path} 的邮箱已被暂停，有 {waiting} 条消息在其中排队',
    taskManagerSilent: 'TaskManager {taskManager} 没有应答：进程已退出或卡住；{limit} 内没有心跳即视为丢失',
    taskManagerGone: '运行其 {tasks} 个任务的 TaskManager {taskManager} 已不在注册之列：进程已退出或离开',
    taskSlow: '{task} 一直在忙（{share} % 的采样），速度低于上游',
    taskWaitsForBarrier:
      '{task} 正在对齐检查点：屏障已到达的通道停止消费，直到来自 {producer} 的屏障全部到达',
    sourceIdle: '{task} 是数据源，没有可发送的数据：在等待新数据',
    sourceTimer: '{task} 是数据源，下一条记录的时间未到：在等待定时器或限速',
    taskStarting: '{task} 正在启动：导入作业、打开通道',
    nothingWaits: '没有任务受阻，{task} 正在工作',
    failed: '{code}：{message}',
    canceled: '作业已被取消',
    finished: '作业已完成：所有记录均已处理',
    offer: 'TaskManager {taskManager}：{total} 个任务槽中空闲 {free} 个',
    holder: '作业 {job} {name} 占用 {count} 个',
    channel: '通往 {consumer} 的通道（{kind}）：积压 {backlog}，排队 {queued}，信用值 {credit}',
    shortGroup: '共享组 {group} 需要 {count} 个',
    infeasible: '无法满足：现有资源不够',
    pending: '等待中：原因消除后可以继续',
    running: '运行中',
    ended: '已结束',
    because: '原因：',
    since: '（已持续 {since}）',
    commands: '可以这样做：',
  },
};
