/** The lab on real clusters: its job is right with both flow controls, its channels share a connection, and what it
 *  prints and draws can be read. How fast anything is, is not tested. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterChannel, Configuration, MiniCluster } from '@rivulet/client';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabClock } from './lab-clock.ts';
import { LabCluster } from './lab-cluster.ts';
import type { ConsumerLook } from './lab-consumer.ts';
import { labLanguageOf, labOptionsOf } from './lab-options.ts';
import { conclusionOf, headerLines, MODES, secondLine, summaryLines, summaryOf } from './lab-summary.ts';
import { labTextsOf } from './lab-texts.ts';
import { throughputChart } from './throughput-chart.ts';

const JOB = new URL('./job.ts', import.meta.url);
/** A slow consumer that is stuck for as long as a test looks, and still lets go when the job is cancelled. */
const STUCK = ['--rate', '1000000', '--slow-ms', '20'];
const folder = mkdtempSync(join(tmpdir(), 'rivulet-lab-'));
/** Nothing here asks how long something took. */
const clock: LabClock = { nowMs: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) };

/** Real clusters on a busy machine take their time to start; the polls end as soon as the state is there. */
const REAL_CLUSTER = { timeout: 120_000 };
const POLLING = { timeout: 100_000, interval: 20 };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the job of the lab', REAL_CLUSTER, () => {
  it.each(MODES)(
    'given flow control %s, when it ends, then each consumer has every record once, in order',
    async (mode) => {
      const count = 3_000;
      const output = join(folder, mode);
      const configuration = new Configuration({ flags: [`taskmanager.network.flow-control=${mode}`] });
      await using cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 1 });
      const args = ['--count', String(count), '--rate', '1000000', '--slow-ms', '0', '--output', output];

      const job = await cluster.submit(JOB, { args, configuration });
      await job.result();

      const expected = Array.from({ length: count }, (_, i) => `${i} 1000`);
      for (const consumer of ['fast', 'slow']) {
        const lines = readFileSync(join(output, consumer, 'part-0'), 'utf8')
          .trimEnd()
          .split('\n');
        expect(lines).toEqual(expected);
      }
    },
  );
});

describe('the lab', REAL_CLUSTER, () => {
  it('given credits and a slow consumer, then it alone runs out of credit, and nothing is ever staged', async () => {
    await using lab = await LabCluster.start('credit', clock);
    await lab.run(STUCK);
    const looks: ConsumerLook[] = [];

    await expect
      .poll(async () => {
        const { fast, slow } = await channelsOf(lab);
        looks.push(...(await lab.look()).values());
        // The fast one has read many times what both could have buffered for the slow one.
        return slow.producer?.credit === 0 && fast.buffersReceived > slow.buffersReceived + 200;
      }, POLLING)
      .toBe(true);

    const { slow } = await channelsOf(lab);
    expect(slow.producer?.queuedBuffers).toBeGreaterThan(0);
    expect(new Set(looks.map(({ staged }) => staged))).toEqual(new Set([0]));
    await expectOneConnection(lab);
    await lab.cancel();
  });

  it('given no credits, then a message is staged, reading stops, and the fast consumer starves behind the slow one', async () => {
    await using lab = await LabCluster.start('tcp', clock);
    await lab.run(STUCK);

    await expect
      .poll(async () => {
        const { fast, slow } = await channelsOf(lab);
        const staged = fast.stagedMessages + slow.stagedMessages;
        const sent = (fast.inFlightBuffers ?? 0) + (slow.inFlightBuffers ?? 0);
        return {
          staged: staged > 0,
          // More has been sent than lies staged: the rest is with the kernel, because nobody reads the connection.
          readingStopped: sent - staged > 8,
          // It has nothing to read, and its producer has more to send: what is in between serves both.
          starving: fast.queuedBuffers === 0 && (fast.producer?.queuedBuffers ?? 0) > 0,
        };
      }, POLLING)
      .toEqual({ staged: true, readingStopped: true, starving: true });

    const { fast, slow } = await channelsOf(lab);
    expect([fast, slow].map(({ producer }) => producer?.credit)).toEqual([undefined, undefined]);
    await expectOneConnection(lab);
    await lab.cancel();
  });

  it('given a running job, when it is looked at again and again, then a marker arrives at both consumers', async () => {
    await using lab = await LabCluster.start('credit', clock);
    await lab.run(['--rate', '1000']);

    const underWay = async (): Promise<boolean> =>
      [...(await lab.look()).values()].some(({ markerUnderWay }) => markerUnderWay);

    await expect.poll(underWay, POLLING).toBe(false);
    await lab.cancel();
  });
});

describe('what the lab prints', () => {
  const look: ConsumerLook = {
    megabytesPerSecond: 20,
    credit: 2,
    backlog: 1,
    staged: 0,
    queued: 3,
    markerMs: 4,
    markerUnderWay: false,
  };
  const looks = new Map([
    ['fast', look],
    ['slow', { ...look, megabytesPerSecond: 1, credit: undefined, markerMs: 900, markerUnderWay: true }],
  ] as const);

  it.each(['en', 'zh'] as const)('given language %s, then rows stand under their titles', (language) => {
    const texts = labTextsOf(language);
    const [modes, columns] = headerLines(texts);
    const row = secondLine(7, [looks, looks]);

    expect(row).toMatch(/20\.0\/1\.0 +2\/- +1\/1 +0\/0 +3\/3 +4\/900\+/);
    expect([modes, columns].map((line) => cellsOf(line!))).toEqual([cellsOf(row), cellsOf(row)]);
  });

  it('given both flow controls, then the closing sentence has what was kept and how much longer markers waited', () => {
    const run = (fast: number, fastMarkerMs: number, slowMarkerMs: number) =>
      summaryOf(20, {
        fast: [{ ...look, megabytesPerSecond: fast, markerMs: fastMarkerMs }],
        slow: [{ ...look, megabytesPerSecond: 1, markerMs: slowMarkerMs, staged: 5 }],
      });
    const summaries = { credit: run(18, 2, 500), tcp: run(1, 3_000, 4_000) };

    const sentence = conclusionOf(summaries, labTextsOf('en'));

    expect(sentence).toContain('90 % of its throughput with credits and 5 % without');
    expect(sentence).toContain(
      '1500 times as long for the fast consumer and 8 times as long for the slow one',
    );
    expect(summaryLines(summaries, labTextsOf('zh')).join('\n')).toContain('18.0 : 1');
  });

  it('given markers that never arrived, then how long they were waited for counts', () => {
    const waiting = { ...look, markerUnderWay: true };
    const fast = [3_000, 4_000].map((markerMs) => ({ ...waiting, markerMs }));

    expect(summaryOf(20, { fast, slow: [look] }).fastMarkerMs).toBe(4_000);
  });

  it('given options that make no sense, then the complaint names them', () => {
    expect(() => labOptionsOf(['flow-control', '--seconds', '-1'])).toThrow('--seconds');
    expect(() => labOptionsOf(['something'])).toThrow("'something'");
    expect(() => labOptionsOf(['--unknown'])).toThrow('--unknown');
    expect(labOptionsOf(['flow-control'])).toMatchObject({ seconds: 12, help: false });
    expect(labLanguageOf(['--lang', 'zh'], { LANG: 'en_US' })).toBe('zh');
    expect(labLanguageOf([], { LANG: 'zh_CN.UTF-8' })).toBe('zh');
  });
});

describe('the chart', () => {
  it('given both panels, then it is well-formed, with a point for each second and all its names', () => {
    const texts = { ...labTextsOf('zh'), title: 'a < b & "c"' };
    const panel = { fast: [20, 21, 0], slow: [1, 1, 1], fastAlone: 22 };

    const svg = throughputChart(
      [
        { title: 'credit', ...panel },
        { title: 'tcp', ...panel },
      ],
      texts,
    );

    expect(tagsLeftOpen(svg)).toEqual([]);
    expect(svg).toContain('a &lt; b &amp; "c"');
    for (const name of [texts.fast, texts.slow, texts.fastAlone, texts.seconds])
      expect(svg).toContain(`>${name}<`);
    const points = [...svg.matchAll(/points="([^"]*)"/g)].map(([, list]) => list!.split(' ').length);
    expect(points).toEqual([3, 3, 3, 3]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

async function channelsOf(lab: LabCluster): Promise<Record<'fast' | 'slow', ClusterChannel>> {
  const channels = await lab.channels();
  const [fast, slow] = ['fast', 'slow'].map((name) =>
    channels.find(({ consumerTaskName }) => consumerTaskName.startsWith(name)),
  );
  return { fast: fast!, slow: slow! };
}

/** Both channels lead from the one TaskManager to the other, and there is one connection for each such pair. */
async function expectOneConnection(lab: LabCluster): Promise<void> {
  const { producers, consumers, remote } = await lab.placement();
  expect(remote).toBe(true);
  expect(producers).toMatch(/^[0-9a-f]+$/);
  expect(consumers).toMatch(/^[0-9a-f]+$/);
  expect(producers).not.toBe(consumers);
}

function cellsOf(line: string): number {
  return line.length + (line.match(/[\u4e00-\u9fff（）]/g)?.length ?? 0);
}

/** Reads every tag of an XML text; throws at text that is none. */
function tagsLeftOpen(xml: string): string[] {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)(\w+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end: string, name: string, __, empty: string) => {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (empty === '') open.push(name);
      return '';
    },
  );
  expect(rest).not.toMatch(/[<>]|&(?!lt;|gt;|amp;)/);
  return open;
}
