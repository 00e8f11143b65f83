/** The words of `explain client` in both languages; {names} are filled in from the facts. Chinese in Flink's own terms. */
import type { QuestionTexts } from '../explanation.ts';

export type ClientText =
  | 'title'
  | 'outside'
  | 'embedded'
  | 'apart'
  | 'noJob'
  | 'built'
  | 'leaving'
  | 'tryDetached'
  | 'tryKill'
  | 'flinkSame'
  | 'flinkModes'
  | 'flinkHistory'
  | 'factPid'
  | 'factShared'
  | 'factActors'
  | 'factRest'
  | 'factVertices'
  | 'factBuilds'
  | 'factStatus';

export const CLIENT_TEXTS: QuestionTexts<ClientText> = {
  en: {
    title: 'Is the job client part of the runtime, and what does it do?',
    outside:
      'No. It prepares a job and hands it in, and takes no part in the execution. The command you typed is such a client (process {pid}): of the {actors} actors of this cluster {clientActors} are its own, and it holds no slot. All it knows it asked over REST at {restAddress}.',
    embedded:
      'Here it shares its process with the cluster, because it started an embedded one; even so it asks over REST, as from another machine.',
    apart: 'The processes of the cluster ({clusterProcesses}) are others; the client is in none of them.',
    noJob: 'No job runs at the moment: nobody has handed one in.',
    built:
      'For {jobName} the client ran the build function once, chained its operators into {vertices} vertices, and posted this plan with the code. Every task thread runs the build function again to find its own functions: {builds} times in all, by the tasks’ own count. The JobManager never runs it.',
    leaving:
      'Afterwards a client may watch, cancel or leave. Detached it leaves at once; attached it asks for the status until the job ends, and Ctrl-C asks for cancellation. Killed, it can ask nothing, and the job goes on.',
    tryDetached: 'prints the job id and ends; rivulet list shows the job running without it',
    tryKill: 'the job still runs: rivulet list; only an embedded cluster dies with its process',
    flinkSame:
      'The same: flink-clients ships with Flink and is no part of the runtime. flink run executes main(), translates the StreamGraph and posts it; a JobClient is a job id and REST calls.',
    flinkModes:
      'Flink sends serialised functions with the plan, so main() runs once; JavaScript functions cannot be serialised, so ours build again. In application mode Flink runs main() in the JobManager, and the web dashboard lets the JobManager play the client; we have neither.',
    flinkHistory:
      'Older articles show a JobClientActor in an actor system of the client. It was removed with Flink 1.5; what they say of it no longer holds.',
    factPid: 'process of this client',
    factShared: 'cluster processes it is in',
    factActors: 'actors it has',
    factRest: 'where it asked',
    factVertices: 'vertices it planned',
    factBuilds: 'runs of the build function',
    factStatus: 'status it was told',
  },
  zh: {
    title: 'Job 客户端是不是运行时的内部组成部分？它的作用是什么？',
    outside:
      '不是。客户端负责准备作业并提交，不参与执行。你刚才输入的命令就是一个客户端（进程 {pid}）：本集群的 {actors} 个 Actor 中属于它的有 {clientActors} 个，它也不占用任务槽。它所知道的一切都是通过 {restAddress} 的 REST 接口查询得到的。',
    embedded:
      '这里启动的是内嵌集群，所以客户端与集群在同一进程内；即便如此，它仍然通过 REST 查询，与在另一台机器上无异。',
    apart: '集群运行在另外 {clusterProcesses} 个进程中，客户端不在其中。',
    noJob: '目前没有作业在运行：还没有人提交。',
    built:
      '对于作业 {jobName}，客户端执行了一次构建函数，把算子链接成 {vertices} 个顶点，再把这份执行计划连同代码一起提交。每个任务线程会再次执行构建函数，以找到自己的用户函数：按各任务自己的计数，总共执行 {builds} 次。JobManager 从不执行它。',
    leaving:
      '此后客户端可以观察、取消作业，也可以离开。分离模式（detached）下立即离开；附着模式（attached）下轮询状态直到作业结束，按 Ctrl-C 则请求取消。客户端被杀掉时无法再发出请求，作业继续运行。',
    tryDetached: '打印作业 ID 后退出；rivulet list 会显示作业仍在运行',
    tryKill: '作业仍在运行（rivulet list）；只有内嵌集群会随其进程结束',
    flinkSame:
      '相同之处：flink-clients 随 Flink 一起发布，但不属于运行时。flink run 执行 main()，转换 StreamGraph 后提交；JobClient 只是一个作业 ID 加上 REST 调用。',
    flinkModes:
      'Flink 把序列化的函数随计划一起发送，所以 main() 只执行一次；JavaScript 函数无法序列化，因此我们需要重新构建。Flink 的 Application 模式在 JobManager 中执行 main()，从 Web UI 提交时由 JobManager 充当客户端；这两种方式我们都没有。',
    flinkHistory:
      '较早的文章会提到客户端 Actor 系统中的 JobClientActor。它自 Flink 1.5 起已被移除，相关说法不再成立。',
    factPid: '本客户端的进程号',
    factShared: '它所在的集群进程数',
    factActors: '它拥有的 Actor 数',
    factRest: '查询地址',
    factVertices: '它规划的顶点数',
    factBuilds: '构建函数执行次数',
    factStatus: '查询到的状态',
  },
};
