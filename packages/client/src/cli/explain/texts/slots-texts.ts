/** The words of `explain slots` in both languages; {names} are filled in from the facts. Chinese in Flink's own terms. */
import type { QuestionTexts } from '../explanation.ts';

export type SlotsText =
  | 'title'
  | 'place'
  | 'noJob'
  | 'demand'
  | 'sharing'
  | 'waiting'
  | 'example'
  | 'views'
  | 'tryParallelism'
  | 'tryGroup'
  | 'tryWatch'
  | 'flinkSame'
  | 'flinkIsolation'
  | 'flinkProtocol'
  | 'factTotal'
  | 'factFree'
  | 'factTaken'
  | 'factRequired'
  | 'factSum'
  | 'factHeld'
  | 'factSubtasks'
  | 'factThreads'
  | 'factAgreeing'
  | 'factDisagreeing';

export const SLOTS_TEXTS: QuestionTexts<SlotsText> = {
  en: {
    title: 'What is a slot?',
    place:
      'A place in a TaskManager: the right to run one slice of a job there, kept in a table. It is no thread, no process and no machine. This cluster has {total} (TaskManagers: {taskManagers}): {taken} taken, {free} free.',
    noJob: 'No job runs at the moment: every slot is a free place, and nothing else.',
    demand:
      'The job {jobName} needs {required} = {sum}: of each sharing group as many as its widest vertex has subtasks, all groups added up.',
    sharing:
      'It runs {subtasks} subtasks on {taskThreads} threads in these slots: subtask i of every vertex of a group goes into the slot i of the group. So the number of slots follows the parallelism, not the number of operators.',
    waiting: 'It holds {held} and waits for {missing} more: rivulet why names the reason.',
    example: 'Slot {exampleSlot} holds {exampleCount}: {example}.',
    views:
      'Three parties keep a view of a slot: the ResourceManager brokers it, the JobMaster rents it, the TaskManager owns it. At the moment they agree on {agreeing} of {total}.',
    tryParallelism: 'one wider: one slot more for each sharing group that widens',
    tryGroup: 'put an operator of your job into a sharing group of its own: the groups add up',
    tryWatch: 'start, cancel and kill beside it: the three columns change one after the other',
    flinkSame:
      'The same: a slot is the unit of scheduling, taskmanager.numberOfTaskSlots of them a TaskManager, shared by one subtask of each vertex of a slot sharing group; it belongs to one job at a time.',
    flinkIsolation:
      'Flink divides managed memory among slots, so each has a share of its own; processor, heap and network stay shared. We have no managed memory: our slots only count.',
    flinkProtocol:
      "The protocol is Flink's declarative one: the JobMaster declares a total, the ResourceManager picks and asks the TaskManager, which offers the slot to the JobMaster itself. Flink's dashboard shows one of the three views; here you see all.",
    factTotal: 'slots',
    factFree: 'free',
    factTaken: 'taken or asked for',
    factRequired: 'needed by the job',
    factSum: 'by sharing group',
    factHeld: 'held by the job',
    factSubtasks: 'subtasks that run',
    factThreads: 'task threads',
    factAgreeing: 'all three agree on',
    factDisagreeing: 'they differ on',
  },
  zh: {
    title: '任务槽（slot）是什么？',
    place:
      '任务槽是 TaskManager 中的一个位置：表示作业的一份流水线可以在此运行，只是表中的一条登记。它不是线程，不是进程，也不是机器。本集群的 {taskManagers} 个 TaskManager 共有 {total} 个任务槽：已占用 {taken} 个，空闲 {free} 个。',
    noJob: '目前没有作业在运行：每个任务槽都只是一个空闲的位置。',
    demand: '作业 {jobName} 需要 {required} 个 = {sum}：每个共享组需要的数量等于组内最大并行度，各组相加。',
    sharing:
      '作业在这些任务槽中以 {taskThreads} 个线程运行 {subtasks} 个子任务：组内每个顶点的第 i 个子任务进入该组的第 i 个任务槽。因此任务槽的数量取决于并行度，而不是算子的个数。',
    waiting: '作业已持有 {held} 个，还在等待 {missing} 个：用 rivulet why 查看原因。',
    example: '任务槽 {exampleSlot} 中有 {exampleCount} 个子任务：{example}。',
    views:
      '每个任务槽有三个视角：ResourceManager 是中介，JobMaster 是租用方，TaskManager 是所有者。此刻三者在 {total} 个任务槽中的 {agreeing} 个上一致。',
    tryParallelism: '并行度加一：随之变宽的每个共享组各多需要一个任务槽',
    tryGroup: '把作业中的某个算子放进单独的共享组：各组的数量相加',
    tryWatch: '一边观察，一边启动、取消作业或杀掉进程：三列会依次变化',
    flinkSame:
      '相同之处：任务槽是调度的单位，每个 TaskManager 有 taskmanager.numberOfTaskSlots 个，由同一共享组中每个顶点的一个子任务共享，同一时刻只属于一个作业。',
    flinkIsolation:
      'Flink 把托管内存按任务槽划分，每个任务槽有自己的份额；CPU、堆和网络仍然共享。我们没有托管内存，任务槽只用于计数。',
    flinkProtocol:
      '协议即 Flink 的声明式资源管理：JobMaster 声明总量，ResourceManager 选定后向 TaskManager 请求，TaskManager 再把任务槽直接提供给 JobMaster。Flink 的 Web UI 只显示其中一个视角，这里三个都能看到。',
    factTotal: '任务槽总数',
    factFree: '空闲',
    factTaken: '已占用或已请求',
    factRequired: '作业所需',
    factSum: '按共享组',
    factHeld: '作业持有',
    factSubtasks: '运行中的子任务',
    factThreads: '任务线程',
    factAgreeing: '三方一致',
    factDisagreeing: '三方不一致',
  },
};
