/** The words of `explain communication` in both languages; {names} are filled in from the facts. Chinese in Flink's own terms. */
import type { QuestionTexts } from '../explanation.ts';

export type CommunicationText =
  | 'title'
  | 'planes'
  | 'control'
  | 'noJob'
  | 'data'
  | 'local'
  | 'credit'
  | 'tcp'
  | 'seam'
  | 'tryFlow'
  | 'tryChannels'
  | 'tryTrace'
  | 'flinkControl'
  | 'flinkData'
  | 'flinkOthers'
  | 'factProcesses'
  | 'factEndpoints'
  | 'factMessages'
  | 'factAsks'
  | 'factLocal'
  | 'factRemote'
  | 'factBuffers'
  | 'factBytes'
  | 'factCredits'
  | 'factCreditMessages'
  | 'factFlow';

export const COMMUNICATION_TEXTS: QuestionTexts<CommunicationText> = {
  en: {
    title: 'What is the communication mechanism?',
    planes:
      'Two mechanisms that never mix. Control messages (submit, slots, deploy, heartbeats) travel between actors; records travel between tasks in buffers, on connections of their own.',
    control:
      'Control: {endpoints} endpoints (processes: {processes}) have handled {messages} messages; {waitingMessages} wait in mailboxes, {pendingAsks} asks for an answer. A call is a message to a gateway: told, or asked with a time limit; at most once, in order between two actors.',
    noJob: 'Data: no job runs at the moment, so there is no channel.',
    data: 'Data: the job has {channels} channels, {localChannels} local and {remoteChannels} remote; {buffers} buffers with {bytes} bytes have arrived in them. An event such as a watermark travels in its place among the records.',
    local:
      'All channels are local here: producer and consumer share memory, a buffer changes hands by its number, and neither a socket nor a credit is needed.',
    credit:
      'A remote sender sends a buffer only for a credit, which is a free buffer announced by the receiver: {credits} credits so far in {creditMessages} messages. Without credit it waits, its output fills, and its task is back-pressured; the connection stays free for other channels.',
    tcp: 'This job uses the flow control before credits: a receiver without a buffer stops reading the shared connection, and every channel on it waits.',
    seam: 'The two meet in one place only: a submitTask message names where each input is to be read.',
    tryFlow: 'the same job with and without credits, side by side',
    tryChannels: 'credit, backlog and queues of every channel, as they change',
    tryTrace: 'the control messages as a sequence diagram',
    flinkControl:
      'Control: Flink uses Pekko, a fork of Akka (Akka itself until 1.17), below the same gateways, fencing tokens and heartbeats. Our actors are written for this project, with the same guarantees.',
    flinkData:
      'Data: Flink uses Netty with the same frames, credits, backlog, exclusive and floating buffers. Ours speaks the protocol over plain sockets on one network thread.',
    flinkOthers:
      'Flink has further paths that we fold into REST or lack: the BlobServer on a port of its own (our bundles come over REST), a second actor system for metrics, ZooKeeper or Kubernetes for high availability.',
    factProcesses: 'actor systems (processes)',
    factEndpoints: 'endpoints',
    factMessages: 'messages handled',
    factAsks: 'asks that wait',
    factLocal: 'local channels',
    factRemote: 'remote channels',
    factBuffers: 'buffers received',
    factBytes: 'bytes received',
    factCredits: 'credits announced',
    factCreditMessages: 'credit messages',
    factFlow: 'flow control',
  },
  zh: {
    title: '通信机制是什么？',
    planes:
      '有两套互不混用的机制：控制消息（提交、任务槽、部署、心跳）在 Actor 之间传递；记录装在缓冲区里、经专用的连接在任务之间传递。',
    control:
      '控制面：{processes} 个进程中的 {endpoints} 个 RPC 端点已处理 {messages} 条消息；{waitingMessages} 条在邮箱中排队，{pendingAsks} 个 ask 正在等待应答。一次调用就是发给网关的一条消息：或 tell，或带超时的 ask；最多投递一次，两个 Actor 之间保持顺序。',
    noJob: '数据面：目前没有作业在运行，因此没有通道。',
    data: '数据面：作业有 {channels} 个通道，本地 {localChannels} 个，远程 {remoteChannels} 个；已收到 {buffers} 个缓冲区，共 {bytes} 字节。水位线之类的事件按顺序夹在记录之间传递。',
    local:
      '这里的通道都是本地的：生产端与消费端共享内存，交接的只是缓冲区编号，既不需要套接字，也不需要信用值。',
    credit:
      '远程发送端每发一个缓冲区都要消耗一个信用值，信用值就是接收端通告的空闲缓冲区：至今共通告 {credits} 个，用了 {creditMessages} 条消息。没有信用值时发送端等待，输出缓冲区逐渐占满，任务进入反压状态；而连接对其他通道依然畅通。',
    tcp: '该作业使用信用机制之前的流量控制：接收端没有缓冲区时停止读取共享连接，其上的所有通道都要等待。',
    seam: '两者只在一处相遇：submitTask 消息中写明每个输入到哪里去读。',
    tryFlow: '同一作业，有信用机制与没有信用机制并排对比',
    tryChannels: '各通道的信用值、积压与队列的实时变化',
    tryTrace: '以时序图显示控制消息',
    flinkControl:
      '控制面：Flink 使用 Pekko（Akka 的分支；1.17 及更早版本用 Akka），其上是同样的网关、fencing token 和心跳。我们的 Actor 为本项目自行实现，保证相同。',
    flinkData:
      '数据面：Flink 使用 Netty，帧格式、信用值、积压（backlog）、独占与浮动缓冲区均相同。我们在一个网络线程上用普通套接字实现该协议。',
    flinkOthers:
      'Flink 另有一些途径，我们或并入 REST，或没有：独立端口的 BlobServer（我们的作业包经 REST 获取）、用于指标的第二个 Actor 系统、用于高可用的 ZooKeeper 或 Kubernetes。',
    factProcesses: 'Actor 系统（进程）',
    factEndpoints: 'RPC 端点',
    factMessages: '已处理的消息',
    factAsks: '等待应答的 ask',
    factLocal: '本地通道',
    factRemote: '远程通道',
    factBuffers: '收到的缓冲区',
    factBytes: '收到的字节',
    factCredits: '通告的信用值',
    factCreditMessages: '信用消息',
    factFlow: '流量控制',
  },
};
