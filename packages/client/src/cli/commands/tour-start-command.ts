/** `npx -y pnpm start`: word count on real text, on two TaskManagers with TCP between them, and then what each plane
 *  did, read from the running cluster over REST. Short words beside every table; the code they speak of is named in
 *  ARCHITECTURE.md. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTerminalJobStatus, slotCountOf } from '@rivulet/runtime/graph';
import type { Io } from '@rivulet/runtime/io';
import type { ActorReport } from '@rivulet/runtime/rpc';
import type { ClusterClient } from '../../cluster-client.ts';
import { Configuration } from '../../config/index.ts';
import type { JobHandle, JobResult } from '../../job-handle.ts';
import { MiniCluster } from '../../mini-cluster.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { type Cell, textTable } from '../terminal/text-table.ts';
import { fill } from '../texts/dictionary.ts';
import { tourActorRows, tourChannelRows, tourSlotRows } from './tour-rows.ts';
import { buildTypedJob } from './typed-job.ts';

const TASK_MANAGERS = 2;
const SLOTS = 2;
const PARALLELISM = 2;
const TOP = 10;
const LOOK_PERIOD_MS = 100;
const EXAMPLE = new URL('../../../../../examples/word-count/job.ts', import.meta.url);

export async function tourStartCommand(this: CliContext): Promise<void> {
  const { io, texts, terminal } = this;
  terminal.out(fill(texts.tourWelcome, { taskManagers: TASK_MANAGERS, slots: SLOTS }), 'bold');
  const output = mkdtempSync(join(tmpdir(), 'rivulet-tour-'));
  const args = ['--output', output];
  try {
    const { graph } = await buildTypedJob({ ...this, jobArguments: args }, EXAMPLE.pathname, PARALLELISM);
    await using cluster = await MiniCluster.start({
      io,
      taskManagers: TASK_MANAGERS,
      slotsPerTaskManager: SLOTS,
      // Spread out, each subtask has one channel from its own TaskManager and one from the other.
      configuration: new Configuration({ flags: ['taskmanager.load-balance.mode=SLOTS'] }),
    });
    const job = await cluster.submit(EXAMPLE, { args, parallelism: PARALLELISM });
    const { client } = cluster;
    const [result, actors] = await Promise.all([job.result(), actorsUntilEnd(io, client, job)]);

    section(this, texts.tourControlTitle, texts.tourControlWords, [
      [texts.columnActor, texts.columnProcessed, texts.columnDoes],
      tourActorRows(actors, texts),
    ]);
    const slotWords = fill(texts.tourSlotsWords, { needed: slotCountOf(graph), parallelism: PARALLELISM });
    section(this, texts.tourSlotsTitle, slotWords, [
      [texts.columnTaskManager, texts.columnSlot, texts.columnSubtasks],
      tourSlotRows(
        await Promise.all(result.vertices.map(async ({ id }) => client.vertexDetails(job.jobId, id))),
      ),
    ]);
    section(this, texts.tourDataTitle, texts.tourDataWords, [
      [
        texts.columnChannel,
        texts.columnKind,
        texts.columnBuffers,
        texts.columnBytes,
        texts.columnCredits,
        texts.columnCreditMessages,
      ],
      tourChannelRows(await client.channels(job.jobId), { local: texts.kindLocal, remote: texts.kindRemote }),
    ]);
    showResult(this, output, result);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
  showNext(this);
}

/** The JobMaster ends with its job, so the actors are asked while it runs: each as it was seen last. */
async function actorsUntilEnd(
  io: Io,
  client: ClusterClient,
  job: JobHandle,
): Promise<readonly ActorReport[]> {
  const seen = new Map<string, ActorReport>();
  for (;;) {
    const ended = isTerminalJobStatus(await job.status());
    // Within one process all share an actor system, so every part of the answer lists the same actors.
    for (const { actors } of await client.actors()) for (const actor of actors) seen.set(actor.path, actor);
    if (ended) return [...seen.values()];
    await new Promise<void>((resolve) => {
      io.timers.after(LOOK_PERIOD_MS, resolve);
    });
  }
}

function section(
  { terminal }: CliContext,
  title: string,
  words: string,
  [header, rows]: readonly [readonly string[], readonly (readonly Cell[])[]],
): void {
  terminal.out('');
  terminal.out(title, 'bold');
  terminal.out(words, 'dim');
  for (const line of textTable(header, rows)) terminal.out(`  ${line}`);
}

function showResult({ terminal, texts }: CliContext, folder: string, result: JobResult): void {
  const lines = readdirSync(folder).flatMap((part) =>
    readFileSync(join(folder, part), 'utf8').trim().split('\n'),
  );
  const counts = lines
    .map((line) => line.split(' '))
    .map(([word = '', count]) => ({ word, count: Number(count) }));
  const records = counts.reduce((sum, { count }) => sum + count, 0);
  const top = counts.toSorted((a, b) => b.count - a.count).slice(0, TOP);
  terminal.out('');
  terminal.out(texts.tourResultTitle, 'bold');
  const values = { records: records.toLocaleString('en'), duration: durationText(result.durationMs) };
  terminal.out(fill(texts.tourResultWords, values), 'dim');
  terminal.out(`  ${top.map(({ word, count }) => `${word} ${count}`).join('   ')}`);
}

function showNext({ terminal, texts }: CliContext): void {
  terminal.out('');
  terminal.out(texts.tourNextTitle, 'bold');
  const next = [
    ['run examples/word-count/job.ts -p 4 -- --input README.md', texts.tourNextRun],
    ['cluster start --taskmanagers 2 --slots 2', texts.tourNextCluster],
    ['info examples/word-count/job.ts -p 4 --slots', texts.tourNextOwn],
  ] as const;
  const width = Math.max(...next.map(([command]) => command.length));
  for (const [command, why] of next)
    terminal.out(`  npx -y pnpm rivulet ${command.padEnd(width)}   # ${why}`);
}
