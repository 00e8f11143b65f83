/** `rivulet explain <question>`: one of the reader's five questions, answered from a running cluster. Without one a
 *  cluster is started in this process, with a small job on it, and ended afterwards.
 *  Path: **command** → cluster facts → question → rendering, or JSON. */
import process from 'node:process';
import { isStreamError, streamError } from '@rivulet/runtime/base';
import type { ClusterClient } from '../../cluster-client.ts';
import { Configuration } from '../../config/index.ts';
import { MiniCluster } from '../../mini-cluster.ts';
import type { CliContext } from '../cli-context.ts';
import { gatherFacts, questionNamed, QUESTIONS, renderExplanation } from '../explain/index.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { fill } from '../texts/dictionary.ts';
import { fullJobId } from './full-job-id.ts';
import { openClusterClient } from './open-cluster-client.ts';

export type ExplainFlags = ConfigurationFlags & {
  readonly job?: string;
  readonly jobmanager?: string;
  readonly json: boolean;
};

const TASK_MANAGERS = 2;
const SLOTS = 2;
const PARALLELISM = 2;
const NARROWEST = 60;
const WIDEST = 100;
const LOOK_PERIOD_MS = 20;
/** The `.js` beside it from a build. */
const SMALL_JOB = new URL(`../explain/small/job${import.meta.url.slice(-3)}`, import.meta.url);

export async function explainCommand(this: CliContext, flags: ExplainFlags, name: string): Promise<void> {
  const question = questionNamed(name);
  if (question === undefined) {
    const reason = `'${name}' is none of ${Object.keys(QUESTIONS).join(', ')}`;
    throw streamError('CLIENT_USAGE', { reason, command: 'explain' });
  }
  const configuration = await readConfiguration(this, flags);
  const running = openClusterClient(this, configuration, flags.jobmanager);
  await using cluster = (await isThere(running, flags)) ? undefined : await smallCluster(this, configuration);
  const client = cluster?.client ?? running;
  const job = flags.job === undefined ? undefined : await fullJobId(client, flags.job);
  const me = { pid: process.pid, embedded: cluster !== undefined };
  const explanation = question(await gatherFacts(client, { job, ...me }), this.language);
  if (flags.json) {
    this.terminal.json(explanation);
    return;
  }
  const width = Math.min(WIDEST, Math.max(NARROWEST, this.terminal.columns - 1));
  for (const { text, style } of renderExplanation(this.texts, explanation, width))
    this.terminal.out(text, style);
}

/** @throws CLIENT_CLUSTER_UNREACHABLE when a cluster was asked for by its address, or a job by its id */
async function isThere(client: ClusterClient, { jobmanager, job }: ExplainFlags): Promise<boolean> {
  try {
    await client.overview();
    return true;
  } catch (error) {
    const asked = jobmanager !== undefined || job !== undefined;
    if (asked || !isStreamError(error, 'CLIENT_CLUSTER_UNREACHABLE')) throw error;
    return false;
  }
}

/** Two TaskManagers and an endless job over both, as small as an answer needs. */
async function smallCluster(context: CliContext, configuration: Configuration): Promise<MiniCluster> {
  const { io, terminal, texts } = context;
  terminal.err(fill(texts.explainEmbedded, { taskManagers: TASK_MANAGERS, slots: SLOTS }), 'dim');
  const spread = new Configuration({
    flags: [
      `taskmanager.task-threads=${configuration.get('taskmanager.task-threads')}`,
      `taskmanager.network.flow-control=${configuration.get('taskmanager.network.flow-control')}`,
      'taskmanager.load-balance.mode=SLOTS',
    ],
  });
  const sizes = { taskManagers: TASK_MANAGERS, slotsPerTaskManager: SLOTS };
  const cluster = await MiniCluster.start({ io, ...sizes, configuration: spread });
  try {
    const job = await cluster.submit(SMALL_JOB, { parallelism: PARALLELISM });
    while (
      !(await job.details()).vertices.every(({ tasks, parallelism }) => tasks['RUNNING'] === parallelism)
    ) {
      await new Promise<void>((resolve) => {
        io.timers.after(LOOK_PERIOD_MS, resolve);
      });
    }
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}
