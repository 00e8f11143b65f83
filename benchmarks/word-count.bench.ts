/** `pnpm bench word-count [--mb 200] [--rounds 3]`: words per second of the word count job, one update per record
 *  into a discarding sink, beside a plain single-threaded Node program doing the same work. Every round runs all
 *  set-ups in turn, so that a machine whose speed drifts treats them alike.
 *  Prints medians and ratios; asserts nothing. */
import { parseArgs } from 'node:util';
import { ClusterProcesses } from './word-count/cluster-processes.ts';
import { runMeasured, type Measured } from './word-count/run-measured.ts';
import { textOfSize } from './word-count/text-of-size.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { mb: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } },
});
const megabytes = Number(values.mb);
const rounds = Number(values.rounds);

const PLAIN = new URL('./word-count/plain-word-count.ts', import.meta.url).pathname;
const JOB = new URL('./word-count/job.ts', import.meta.url).pathname;
const CLI = new URL('../packages/client/src/cli/main.ts', import.meta.url).pathname;

type SetUp = { readonly name: string; measure(input: string): Promise<Measured> };

const job = (options: readonly string[], input: string): readonly string[] => [
  ...[CLI, 'run', JOB, ...options, '--json'],
  ...['--', '--input', input],
];

await using cluster = await ClusterProcesses.start(CLI, { taskManagers: 2, slots: 1 });
const jobManager = cluster.restAddress;
const setUps: readonly SetUp[] = [
  { name: 'plain program, 1 thread', measure: (input) => runMeasured([PLAIN, input]) },
  { name: 'rivulet P=1, one process', measure: (input) => runMeasured(job(['-p', '1'], input)) },
  { name: 'rivulet P=2, one process', measure: (input) => runMeasured(job(['-p', '2'], input)) },
  {
    name: 'rivulet P=2, two processes',
    measure: async (input) => {
      const measured = await runMeasured(job(['-p', '2', '--jobmanager', jobManager], input));
      return { ...measured, peakRssMb: cluster.peakRssMb() };
    },
  },
];

const input = textOfSize(megabytes);
process.stdout.write(`${megabytes} MB of text, ${rounds} rounds, ${setUps.length} set-ups in turn\n`);
const results = new Map<string, Measured[]>(setUps.map(({ name }) => [name, []]));
let words = 0;
for (let round = 0; round < rounds; round++) {
  for (const { name, measure } of setUps) {
    const measured = await measure(input);
    if (measured.words !== undefined) words = measured.words;
    results.get(name)?.push(measured);
  }
}

const medianOf = (samples: readonly number[]): number =>
  samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
const plainMs = medianOf((results.get(setUps[0]?.name ?? '') ?? []).map(({ durationMs }) => durationMs));
process.stdout.write(
  `${words} words\n\nset-up                          M words/s  [min..max]      to plain   peak RSS\n`,
);
for (const [name, samples] of results) {
  const rates = samples.map(({ durationMs }) => words / durationMs / 1000);
  const ratio = plainMs / medianOf(samples.map(({ durationMs }) => durationMs));
  const range = `[${Math.min(...rates).toFixed(1)}..${Math.max(...rates).toFixed(1)}]`;
  const rss = `${Math.max(...samples.map(({ peakRssMb }) => peakRssMb)).toFixed(0)} MB`;
  const columns = [
    name.padEnd(29),
    medianOf(rates).toFixed(2).padStart(10),
    ` ${range.padEnd(14)}`,
    `${ratio.toFixed(2)}x`.padStart(9),
    rss.padStart(10),
  ];
  process.stdout.write(`${columns.join(' ')}\n`);
}
