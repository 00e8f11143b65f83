/** `rivulet channels` against a cluster in this process, while a job runs across two TaskManagers. */
import { asId, type JobId } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Configuration } from '../../config/index.ts';
import { MiniCluster } from '../../mini-cluster.ts';
import { runAgainst } from '../testing/run-against.ts';

const io = openNodeIo({ logLevel: 'silent' });
const ENDLESS = new URL('../../../../../examples/endless/job.ts', import.meta.url);

type Channel = {
  readonly kind: string;
  readonly flowControl: string;
  readonly stagedMessages: number;
  readonly producer?: { readonly credit?: number; readonly buffersSent: number };
};
type ChannelsDocument = { readonly jobs: readonly { readonly channels: readonly Channel[] }[] };

/** Resolves when the output of a look at the channels satisfies `enough`; the job starts meanwhile. */
async function untilShown(
  cluster: MiniCluster,
  line: string,
  enough: (out: string) => boolean,
): Promise<string> {
  for (;;) {
    const { out } = await runAgainst(cluster, line);
    if (enough(out)) return out;
  }
}

describe.each(['credit', 'tcp'] as const)('channels of a job with flow control %s', (flowControl) => {
  let cluster: MiniCluster;
  let jobId: JobId;

  beforeAll(async () => {
    const configuration = new Configuration({ flags: [`taskmanager.network.flow-control=${flowControl}`] });
    const quiet = { ...io, console: { out: () => undefined, err: () => undefined } };
    cluster = await MiniCluster.start({ taskManagers: 2, io: quiet, configuration });
    ({ jobId } = await cluster.submit(ENDLESS, { parallelism: 2 }));
  });
  afterAll(async () => cluster[Symbol.asyncDispose]());

  it('given remote channels, then a program gets both their ends, with credit where there is credit', async () => {
    const sending = (text: string): Channel | undefined =>
      (JSON.parse(text) as ChannelsDocument).jobs[0]?.channels.find(
        ({ producer }) => producer !== undefined && producer.buffersSent > 0,
      );
    const out = await untilShown(
      cluster,
      `channels --job ${jobId} --json`,
      (text) => sending(text) !== undefined,
    );

    const remote = sending(out);
    expect(remote).toMatchObject({ kind: 'remote', flowControl, stagedMessages: expect.any(Number) });
    expect(remote?.producer?.credit !== undefined).toBe(flowControl === 'credit');
  });

  it('given people of both languages, then each gets a table of the running jobs', async () => {
    const english = await untilShown(cluster, 'channels', (text) => text.includes('remote'));
    const chinese = await runAgainst(cluster, 'channels --lang zh');

    expect(english).toMatch(/channel +kind +credit +backlog +at producer +in flight +staged/);
    expect(chinese.out).toContain('信用值');
    expect(chinese.out).toContain('远程');
  });

  it('given --watch --json, when it is interrupted, then there is one document a line', async () => {
    const { code, out } = await runAgainst(cluster, 'channels --watch --json', (text) => text.includes('\n'));

    expect(code).toBe(0);
    for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('jobs');
  });
});

describe('channels where there are none', () => {
  it('given no job, then it says so, and a job that is not known is an error', async () => {
    await using cluster = await MiniCluster.start({ io });

    expect((await runAgainst(cluster, 'channels')).out).toContain('no job is running');
    const unknown = await runAgainst(cluster, `channels --job ${asId<JobId>('0'.repeat(32))}`);
    expect(unknown.code).not.toBe(0);
    expect(unknown.err).toContain('JOB_NOT_FOUND');
  });
});
