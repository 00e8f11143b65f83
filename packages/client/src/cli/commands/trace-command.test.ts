/** `rivulet trace --job` beside Flink's own sequence of messages, written down from its sources: one TaskManager with
 *  two slots, one job of parallelism 2. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiniCluster } from '../../mini-cluster.ts';
import { runAgainst } from '../testing/run-against.ts';

const API = JSON.stringify(new URL('../../../../api/src/index.ts', import.meta.url).pathname);
const JOB = `import { defineJob } from ${API};
export default defineJob({ name: 'traced' }, (env) => {
  env.fromCollection([1, 2]).rebalance().map((n) => n).discard();
});
`;

/** Sender, mailbox and message of each step; what Flink's list counts as step 9 to 21. */
const STEPS = [
  '(outside) -> dispatcher_1: submitJob',
  'dispatcher_1 -> jobmanager_3: START',
  'jobmanager_3 -> resourcemanager_0: handshake',
  'jobmanager_3 -> resourcemanager_0: registerJobMaster',
  'resourcemanager_0 -> jobmanager_3: handshake',
  'jobmanager_3 -> resourcemanager_0: declareRequiredResources',
  'resourcemanager_0 -> taskmanager_2: requestSlot',
  'taskmanager_2 -> jobmanager_3: handshake',
  'taskmanager_2 -> jobmanager_3: registerTaskManager',
  'jobmanager_3 -> taskmanager_2: handshake',
  'taskmanager_2 -> jobmanager_3: offerSlots',
  'jobmanager_3 -> taskmanager_2: submitTask',
  'taskmanager_2 -> jobmanager_3: updateTaskExecutionState',
];

const folder = mkdtempSync(join(tmpdir(), 'rivulet-trace-'));
let cluster: MiniCluster;

beforeAll(async () => {
  const io = openNodeIo({ logLevel: 'silent' });
  cluster = await MiniCluster.start({ taskManagers: 1, slotsPerTaskManager: 2, io });
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('the trace of a job', () => {
  it('given a job that ran, then its slot protocol stands in Flink’s order, from the Dispatcher to the running task', async () => {
    const file = join(folder, 'job.ts');
    writeFileSync(file, JOB);
    const job = await cluster.submit(pathToFileURL(file), { parallelism: 2 });
    await job.result();

    const { out } = await runAgainst(cluster, `trace --job ${job.jobId}`);

    const lines = out.split('\n').map((line) => line.replace(/^ *\d+ +[\d.]+ ms {2}/, ''));
    const steps = lines.flatMap((line) => {
      const [, step = line, times = '1'] = /^(.*) x(\d+)$/.exec(line) ?? [];
      return new Array<string>(Number(times)).fill(step);
    });
    const countOf = (wanted: string): number => steps.filter((step) => step === wanted).length;
    expect(steps.filter((step, at) => STEPS.includes(step) && steps.indexOf(step) === at)).toEqual(STEPS);
    // Two slots are asked for one by one and offered together; then a source and two mappers are deployed.
    expect(countOf('resourcemanager_0 -> taskmanager_2: requestSlot')).toBe(2);
    expect(countOf('taskmanager_2 -> jobmanager_3: offerSlots')).toBe(1);
    expect(countOf('jobmanager_3 -> taskmanager_2: submitTask')).toBe(3);
  });
});
