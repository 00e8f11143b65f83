/** The words of `explain actors` in both languages; {names} are filled in from the facts. Chinese in Flink's own terms. */
import type { QuestionTexts } from '../explanation.ts';

export type ActorsText =
  | 'title'
  | 'contents'
  | 'tree'
  | 'mailboxes'
  | 'paused'
  | 'tasks'
  | 'tryPause'
  | 'tryResume'
  | 'tryWatch'
  | 'flinkSame'
  | 'flinkSupervision'
  | 'flinkThreads'
  | 'factSystems'
  | 'factActors'
  | 'factEndpoints'
  | 'factHandled'
  | 'factWaiting'
  | 'factAsks'
  | 'factWatches'
  | 'factRestarts'
  | 'factDeadLetters'
  | 'factTaskMailboxes';

export const ACTORS_TEXTS: QuestionTexts<ActorsText> = {
  en: {
    title: 'What does an actor system contain?',
    contents:
      'Actors in a tree, a mailbox for each, a dispatcher that gives them turns, supervision from parent to child, timers, temporary refs for asks, an event stream, dead letters, and a transport to other systems. Each process has one system: {systems} here, with {actors} actors.',
    tree: 'Below / stand the guardians /user and /system. The components of the cluster are the {endpoints} endpoints below /user/rpc: {endpointKinds}. An actor is a behaviour with state of its own, reached by messages only.',
    mailboxes:
      'The actors have handled {handled} messages; {waiting} wait at the moment. One actor handles one message at a time, system messages first, and yields after a bounded turn, so that a full mailbox starves nobody.',
    paused: 'Paused by hand: {paused}. Its messages wait, and asks of it will time out.',
    tasks:
      'Tasks are not actors. A task thread reads a mailbox of its own between two records ({taskMailboxes} here): the same idea, another queue, and no address.',
    tryPause: 'messages to it wait: rivulet mailbox shows them, rivulet slots what no longer agrees',
    tryResume: 'it handles what has waited, in order',
    tryWatch: 'mailboxes fill and empty; a JobMaster comes and goes with its job',
    flinkSame:
      'The same tree: a Pekko system "flink" in every process with endpoints below /user/rpc, names counted per process. Flink\'s actors restart nothing either: an endpoint that fails ends its process.',
    flinkSupervision:
      'Pekko can restart, resume and escalate; our actors can as well, but the RPC supervisor uses only stop, as Flink does.',
    flinkThreads:
      'Flink runs actors on pools (default, internal, supervisor, remote dispatcher) and a second system for metrics. Here the event loop of the main thread is the one dispatcher.',
    factSystems: 'actor systems',
    factActors: 'actors',
    factEndpoints: 'endpoints',
    factHandled: 'messages handled',
    factWaiting: 'messages waiting',
    factAsks: 'asks that wait',
    factWatches: 'death watches',
    factRestarts: 'restarts',
    factDeadLetters: 'dead letters',
    factTaskMailboxes: 'task mailboxes (no actors)',
  },
  zh: {
    title: 'Actor 系统包含哪些内容？',
    contents:
      '组成树状结构的 Actor、每个 Actor 的邮箱、安排执行轮次的调度器（dispatcher）、父对子的监督、定时器、ask 用的临时引用、事件流、死信，以及通往其他系统的传输层。每个进程有一个 Actor 系统：这里共 {systems} 个，其中有 {actors} 个 Actor。',
    tree: '根 / 之下是监护者 /user 和 /system。集群的各个组件就是 /user/rpc 之下的 {endpoints} 个 RPC 端点：{endpointKinds}。Actor 是带有私有状态的行为，只能通过消息与之交互。',
    mailboxes:
      '这些 Actor 已处理 {handled} 条消息，此刻有 {waiting} 条在排队。一个 Actor 一次只处理一条消息，系统消息优先；每轮处理有限条后让出，因此即使某个邮箱堆满，其他 Actor 也不会挨饿。',
    paused: '被手动暂停：{paused}。发给它的消息在排队，对它的 ask 将会超时。',
    tasks:
      '任务不是 Actor。任务线程在两条记录之间读取自己的邮箱（这里有 {taskMailboxes} 个）：思想相同，但队列不同，也没有地址。',
    tryPause: '发给它的消息会排队：用 rivulet mailbox 查看，用 rivulet slots 查看哪些视角不再一致',
    tryResume: '它按顺序处理积压的消息',
    tryWatch: '邮箱忽满忽空；JobMaster 随作业出现和消失',
    flinkSame:
      '相同的树：每个进程一个名为 “flink” 的 Pekko 系统，端点位于 /user/rpc 之下，名称在进程内编号。Flink 的 Actor 同样不会重启：端点失败会使整个进程退出。',
    flinkSupervision:
      'Pekko 支持重启、恢复和上报；我们的 Actor 也支持，但 RPC 的监督者与 Flink 一样只使用停止。',
    flinkThreads:
      'Flink 用线程池运行 Actor（default、internal、supervisor、remote 调度器），并有第二个系统用于指标。这里主线程的事件循环就是唯一的调度器。',
    factSystems: 'Actor 系统',
    factActors: 'Actor',
    factEndpoints: 'RPC 端点',
    factHandled: '已处理的消息',
    factWaiting: '排队的消息',
    factAsks: '等待应答的 ask',
    factWatches: '死亡监视',
    factRestarts: '重启',
    factDeadLetters: '死信',
    factTaskMailboxes: '任务邮箱（不是 Actor）',
  },
};
