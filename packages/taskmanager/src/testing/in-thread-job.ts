/** Runs all tasks of a job in the calling thread, on one task host and virtual time: what `per-slot` does, for tests.
 *  Invariant: it ends when every task has reported a final state, or fails loudly when nothing can move any more. */
import type { JobDefinition } from '@rivulet/api';
import type { Io } from '@rivulet/runtime/io';
import { SimWorld } from '@rivulet/runtime/io/sim';
import { type CheckpointBarrier, Doorbell } from '@rivulet/runtime/network';
import {
  type CheckpointReport,
  type MainToTaskThread,
  readTaskMetrics,
  type TaskIoFigures,
  type TaskThreadToMain,
} from '../task/index.ts';
import { type Rest, TaskHost } from '../task/task-host.ts';
import {
  type Deployment,
  localDeployments,
  type LocalDeployments,
  type LocalJobOptions,
} from './local-deployments.ts';

export type InThreadJobOptions = LocalJobOptions & {
  readonly codeGeneration?: boolean;
  readonly io?: Pick<Io, 'clock' | 'storage' | 'console'>;
};

type CheckpointMessage = CheckpointReport & { readonly taskId: string };
type TaskState = Extract<TaskThreadToMain, { type: 'taskState' }>;

export class InThreadJob {
  readonly states: TaskState[] = [];
  readonly checkpoints: CheckpointMessage[] = [];
  readonly local: LocalDeployments;
  readonly host: TaskHost;
  readonly doorbell: Doorbell;
  readonly world: SimWorld = new SimWorld();
  nowMs = 0;
  readonly #inbox: unknown[];
  readonly #console = { outText: '' };

  constructor(definition: JobDefinition, options: InThreadJobOptions = {}) {
    this.local = localDeployments(definition, options);
    this.doorbell = new Doorbell(this.local.memory.doorbells, 0);
    this.#inbox = [...this.local.deployments];
    this.doorbell.ring();
    const node = this.world.node('tm');
    this.host = new TaskHost({
      thread: {
        io: options.io ?? {
          // Each reading takes a little time, so that nothing waits for a clock that stands still.
          clock: { nowMs: () => (this.nowMs += 0.01), wallMs: () => this.nowMs },
          storage: node.storage,
          console: { out: (text) => (this.#console.outText += text), err: () => undefined },
        },
        doorbell: this.doorbell,
        codeGeneration: options.codeGeneration ?? true,
      },
      receive: () => this.#inbox.shift() as never,
      report: (message) => {
        if (message.type === 'taskState') this.states.push(message);
        else if (message.type !== 'ready' && message.type !== 'sendTaskEvent') this.checkpoints.push(message);
      },
      load: () => Promise.resolve(this.local.functions),
    });
  }

  get outText(): string {
    return this.#console.outText;
  }

  /** The last state of each task, by task name. */
  get outcome(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.states.map(({ taskId, state }) => [taskId, state]));
  }

  get errors(): readonly NonNullable<TaskState['error']>[] {
    return this.states.flatMap(({ error }) => error ?? []);
  }

  figures(taskName: string): TaskIoFigures {
    const deployment = this.local.deployments.find(({ plan }) => plan.taskName === taskName);
    if (deployment === undefined) throw new Error(`no task ${taskName}`);
    return readTaskMetrics(deployment.metrics, this.nowMs);
  }

  /** Keeps a task out of the first deployments; `deploy` brings it later. */
  holdBack(taskName: string): Deployment {
    const index = this.local.deployments.findIndex(({ plan }) => plan.taskName.startsWith(taskName));
    const [held] = this.#inbox.splice(index, 1);
    return held as Deployment;
  }

  deploy(deployment: Deployment): void {
    this.post(deployment);
  }

  triggerCheckpoint(taskName: string, barrier: CheckpointBarrier): void {
    this.post({ type: 'triggerCheckpoint', taskId: taskName, barrier });
  }

  post(message: MainToTaskThread): void {
    this.#inbox.push(message);
    this.doorbell.ring();
  }

  cancel(taskName: string): void {
    this.post({ type: 'cancel', taskId: taskName });
  }

  /** Runs until all tasks have ended, or `until` says stop. */
  async run(until: () => boolean = () => false): Promise<this> {
    for (let round = 0; round < 10_000_000; round++) {
      if (until()) return this;
      const rest = this.host.runRound();
      if (this.host.taskNames.length === 0) return this;
      if (rest.kind === 'await') await Promise.race([...rest.pending, settled()]);
      else if (rest.kind === 'park') this.#sleep(rest);
    }
    throw new Error(`tasks do not end: ${this.host.taskNames.join(', ')}`);
  }

  #sleep(rest: Extract<Rest, { kind: 'park' }>): void {
    if (this.doorbell.dispatch()) return;
    if (rest.untilMs === Infinity) throw new Error(`tasks wait for ever: ${this.host.taskNames.join(', ')}`);
    this.nowMs = Math.max(this.nowMs, rest.untilMs);
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
