/** The words of `explain threads` in both languages; {names} are filled in from the facts. Chinese in Flink's own terms. */
import type { QuestionTexts } from '../explanation.ts';

export type ThreadsText =
  | 'title'
  | 'ours'
  | 'submitting'
  | 'noJob'
  | 'perTask'
  | 'perSlot'
  | 'engine'
  | 'tryPerTask'
  | 'tryPerSlot'
  | 'tryWatch'
  | 'flinkTasks'
  | 'flinkActors'
  | 'flinkNetwork'
  | 'flinkHelpers'
  | 'factProcesses'
  | 'factMain'
  | 'factEndpoints'
  | 'factNetwork'
  | 'factTask'
  | 'factSubtasks'
  | 'factSlots'
  | 'factV8'
  | 'factLibuv'
  | 'factOthers';

export const THREADS_TEXTS: QuestionTexts<ThreadsText> = {
  en: {
    title: 'Which threads take part in submitting and running a program?',
    ours: 'Three kinds. In this cluster (processes: {processes}) Rivulet has started {threads} threads: {main} main, {network} network, {task} task.',
    submitting:
      'Submitting needs no thread of its own. The client builds the plan in its main thread and posts it; Dispatcher, ResourceManager, JobMaster and TaskExecutor are actors, {endpoints} here, and take turns on the main threads ({main}). An actor promises one message at a time; it does not own a thread.',
    noJob: 'No job runs at the moment, so there is no task thread: a slot without a task starts none.',
    perTask:
      'Running is where threads are made: the {subtasks} subtasks have {task} task threads, one each, in {slotsInUse} slots. So a slot is not a thread: it starts none, and it may hold several. Records move between task threads and the network thread in shared memory; no task thread touches a socket.',
    perSlot:
      'Running is where threads are made: here the {subtasks} subtasks share {task} task threads, one for each of {slotsInUse} slots (taskmanager.task-threads: per-slot), and take turns on it. By default each subtask has a thread of its own.',
    engine:
      'Below us Node.js keeps {engineThreads} threads of its own: {v8} of V8 (garbage collection, compilation), {libuv} of the libuv pool (files, DNS), {others} more. They run neither actors nor tasks.',
    tryPerTask: 'each of the {subtasks} subtasks gets its own thread',
    tryPerSlot: 'the subtasks of a slot take turns on one thread: one for each slot in use',
    tryWatch: 'see task threads come with a job and go with it',
    flinkTasks:
      'Tasks: the same. One thread a subtask, named like the chain and grouped under "Flink Task Threads"; it runs the task mailbox loop. Flink has no per-slot mode.',
    flinkActors:
      'Actors: Flink gives them a pool (default-dispatcher, 8 to 64 threads by the number of cores); an endpoint\'s "main thread" is a promise kept by the mailbox, as here. With one event loop a process, ours need no pool.',
    flinkNetwork:
      'Network: Flink starts a Netty server and a Netty client group, each with as many threads as the TaskManager has slots. Here one network thread owns every data socket.',
    flinkHelpers:
      'Helpers Flink has and we do not: OutputFlusher (one an output), Time Trigger (timers), a scheduler thread an endpoint, pools for IO and futures, metrics threads. Flushing and timers are done by the task thread between records.',
    factProcesses: 'processes',
    factMain: 'main threads',
    factEndpoints: 'endpoints (actors)',
    factNetwork: 'network threads',
    factTask: 'task threads',
    factSubtasks: 'subtasks that run',
    factSlots: 'slots in use',
    factV8: 'threads of V8',
    factLibuv: 'threads of libuv',
    factOthers: 'other engine threads',
  },
  zh: {
    title: '提交和运行一个程序涉及哪些线程？',
    ours: '共三类。本集群的 {processes} 个进程中，由 Rivulet 启动的线程有 {threads} 个：主线程 {main} 个，网络线程 {network} 个，任务线程 {task} 个。',
    submitting:
      '提交作业不需要专门的线程。客户端在自己的主线程里构建执行计划并通过 REST 提交；Dispatcher、ResourceManager、JobMaster、TaskExecutor 都是 Actor（这里共 {endpoints} 个），轮流在 {main} 个主线程上执行。Actor 保证的是一次只处理一条消息，并不独占线程。',
    noJob: '目前没有作业在运行，所以没有任务线程：空闲的任务槽不会启动线程。',
    perTask:
      '线程是在运行时产生的：{subtasks} 个子任务各有一个任务线程，共 {task} 个，分布在 {slotsInUse} 个任务槽中。可见任务槽不等于线程：它本身不启动线程，却可以容纳多个线程。记录经共享内存在任务线程与网络线程之间传递，任务线程不接触套接字。',
    perSlot:
      '线程是在运行时产生的：这里 {subtasks} 个子任务共用 {task} 个任务线程，{slotsInUse} 个任务槽每槽一个（taskmanager.task-threads 为 per-slot），轮流执行。默认情况下每个子任务有自己的线程。',
    engine:
      '更底层，Node.js 自身还有 {engineThreads} 个线程：V8 {v8} 个（垃圾回收、编译），libuv 线程池 {libuv} 个（文件、DNS），其他 {others} 个。它们既不运行 Actor，也不运行任务。',
    tryPerTask: '{subtasks} 个子任务各自获得一个线程',
    tryPerSlot: '同一任务槽内的子任务轮流使用一个线程：线程数等于占用的任务槽数',
    tryWatch: '观察任务线程随作业出现、随作业消失',
    flinkTasks:
      '任务：相同。每个子任务一个线程，以算子链命名，归入 “Flink Task Threads” 线程组，运行任务的邮箱循环。Flink 没有 per-slot 模式。',
    flinkActors:
      'Actor：Flink 为其配备线程池（default-dispatcher，按核数为 8 到 64 个线程）；RPC 端点的“主线程”同样只是由邮箱保证的逻辑概念。我们的每个进程只有一个事件循环，因此不需要线程池。',
    flinkNetwork:
      '网络：Flink 启动 Netty 服务端与客户端两组线程，每组线程数等于 TaskManager 的任务槽数。这里由一个网络线程管理全部数据连接。',
    flinkHelpers:
      'Flink 有而我们没有的辅助线程：OutputFlusher（每个输出一个）、Time Trigger（定时器）、每个端点一个的调度线程、IO 与 future 线程池、指标线程。刷新输出和触发定时器由任务线程在记录之间完成。',
    factProcesses: '进程',
    factMain: '主线程',
    factEndpoints: 'RPC 端点（Actor）',
    factNetwork: '网络线程',
    factTask: '任务线程',
    factSubtasks: '运行中的子任务',
    factSlots: '占用的任务槽',
    factV8: 'V8 的线程',
    factLibuv: 'libuv 的线程',
    factOthers: '引擎的其他线程',
  },
};
