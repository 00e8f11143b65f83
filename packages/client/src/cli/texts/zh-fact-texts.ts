/** What `threads`, `slots`, `info --slots` and `why` say in Chinese. The English twin is `en-fact-texts.ts`. */
import type { EN_FACT_TEXTS } from './en-fact-texts.ts';

export const ZH_FACT_TEXTS: { readonly [Name in keyof typeof EN_FACT_TEXTS]: string } = {
  threadsBrief: '列出集群各进程的所有线程',
  threadsFull:
    '显示由 Rivulet 启动的每个线程：角色、所运行的任务及其当前状态；引擎自身的线程单独列出，并说明用途。线程号与 CPU 时间取自操作系统（Linux）。\n\n示例：rivulet threads --watch',
  flagThreadsJob: '仅显示该作业的任务线程（作业 ID 或其前缀）',
  columnThread: '线程',
  columnDoesNow: '当前状态',
  columnOsThread: '系统线程号',
  columnCpu: 'CPU',
  columnEngineThread: '引擎线程',
  processLine: '{name}（进程 {pid}）',
  roleMain: '主线程',
  roleNetwork: '网络线程',
  roleTask: '任务线程',
  osRunning: '运行',
  osSleeping: '休眠',
  activityInitial: '启动中',
  activityIdle: '空闲',
  activityBusy: '繁忙',
  activitySoft: '反压',
  activityHard: '反压（硬）',
  engineV8Worker: 'V8：垃圾回收与编译',
  engineV8DelayedTasks: 'V8：延迟任务的定时器',
  engineLibuvPool: 'libuv 线程池：文件、DNS、gzip；首次使用时启动',
  engineSignalWatcher: 'Node：等待调试信号',
  engineUnknown: '非 Rivulet 启动，用途未知：来自某个库或更新版本的引擎',
  engineUnavailable: '此处无法列出引擎自身的线程：该系统没有 /proc。',
  threadsMakers:
    '主线程随进程启动，运行所有 Actor；网络线程由 TaskManager 启动，每个进程只有一个；\n任务线程由 submitTask 启动，随任务结束（taskmanager.task-threads）。',
  slotsBrief: '从 ResourceManager、JobMaster、TaskManager 三个视角列出所有任务槽',
  slotsFull:
    '显示每个任务槽在 ResourceManager（中介）、JobMaster（租用方）和 TaskManager（所有者）眼中的状态，以及其中的子任务。三者不一致时会给出警告，并说明哪条消息尚在途中。\n\n示例：rivulet slots --watch',
  columnResourceManager: 'RM',
  columnJobMaster: 'JM',
  columnTaskExecutor: 'TM',
  columnJob: '作业',
  noSlots: '没有任务槽：尚无 TaskManager 注册。',
  slotWarning: '! {slot}：{reason}',
  slotRequestOnItsWay: 'ResourceManager 已请求该任务槽，TaskManager 尚未应答',
  slotOfferOnItsWay: 'TaskManager 已分配该任务槽，JobMaster 尚未接受',
  slotReleaseOnItsWay: 'TaskManager 已释放该任务槽，其他组件尚未得知',
  slotReportOnItsWay: 'TaskManager 报告该任务槽已被占用，ResourceManager 仍认为其空闲',
  slotTaskManagerSilent: 'TaskManager 没有应答：进程已退出或卡住',
  slotNotRegistered: '该 TaskManager 未在 ResourceManager 注册',
  slotAllocationsDiffer: '各方记录的分配 ID 不同',
  slotsOfJob: '{name}（{job}）需要 {required} 个 = {sum}，持有 {held} 个。',
  slotsOfWaitingJob:
    '{name}（{job}）需要 {required} 个 = {sum}，持有 {held} 个：还差 {missing} 个，已等待 {since}。',
  infoSlots: '任务槽：{required} 个 = {sum}；每个共享组需要的数量等于组内最大并行度。',
  infoThreads:
    '线程：{tasks} 个子任务，per-task 时用 {perTask} 个任务线程，per-slot 时用 {perSlot} 个；每个 TaskManager 另有 {everyTaskManager} 个（主线程、网络线程）。',
  infoChannels:
    '通道：{total} 个；全部任务槽位于同一 TaskManager 时均为本地通道，各占一个 TaskManager 时有 {remote} 个远程通道。',
  infoBuffers:
    '缓冲区：至少 {least} 个（全部本地）至 {most} 个（远程最多），否则任务无法启动；最多使用 {wanted} 个（{megabytes} MB）。',
  columnEdge: '边',
  columnPartitioning: '分区方式',
  columnChannels: '通道',
  columnRemoteAtMost: '远程 ≤',
  columnOutput: '输出缓冲池',
  explainBrief: '用正在运行的集群回答关于 Flink 的问题',
  explainFull:
    '回答五个问题之一：threads（线程）、slots（任务槽）、client（客户端）、communication（通信）、actors（Actor）。数字取自此刻的集群，每一项都注明可以证实它的文件以及 Flink 中的名称。没有集群时会启动一个小型内嵌集群。\n\n示例：rivulet explain slots',
  flagExplainJob: '以该作业为例；缺省为最近提交的运行中作业',
  argumentQuestion: 'threads、slots、client、communication 或 actors',
  explainFacts: '此刻的数据 · Flink 中的名称 · 可以证实的文件',
  explainTry: '动手试试',
  explainFlink: '在 Flink 中',
  explainEmbedded:
    'REST 地址上没有集群：启动一个内嵌集群，{taskManagers} 个 TaskManager × {slots} 个任务槽。',
};
