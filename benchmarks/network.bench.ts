/** How fast records travel through the whole data plane, beside the raw limit of a plain socket in the same run.
 *  `pnpm bench network [--only expression] [--seconds 1] [--rounds 5] [--window n] [--cpu-prof folder]`, where `--only`
 *  is a regular expression for the names in the table: "^remote 100 ch", "1 KB", "latency", "raw".
 *  Every round goes through all settings once, forth and back in turn; medians are printed with their range.
 *  A record of a number has 13 bytes (Flink's LongValue: 12), one of 1 KB has 1,024. Nothing is asserted about time,
 *  but every record that was written must have been read: a checksum is compared. */
import { parseArgs } from 'node:util';
import { MeasuredNetwork, type Rates } from './network/measured-network.ts';
import { LATENCY_SETTINGS, THROUGHPUT_SETTINGS } from './network/network-setting.ts';
import { latencyTable, throughputTable } from './network/network-tables.ts';

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    window: { type: 'string' },
    'cpu-prof': { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const only = new RegExp(options.only);
const isWanted = (name: string): boolean => only.test(name);
const profile = options['cpu-prof'];

await using network = await MeasuredNetwork.start({
  seconds,
  sendWindow: options.window === undefined ? undefined : Number(options.window),
  nodeFlags: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
});

type Line = { readonly name: string; measure(): Promise<Rates> };

const rawPipes = [8, 32].map((frames): Line => ({
  name: `raw pipe, ${frames} frames corked`,
  measure: () => network.rawPipe(frames),
}));
const throughputs = THROUGHPUT_SETTINGS.filter(({ name }) => isWanted(name)).map((setting): Line => ({
  name: setting.name,
  measure: () => network.throughput(setting),
}));
// Without the raw limit nothing can be compared.
const lines = throughputs.length > 0 || isWanted('raw') ? [...rawPipes, ...throughputs] : [];
const results = new Map(lines.map(({ name }) => [name, [] as Rates[]]));
for (let round = 0; round < rounds; round++) {
  for (const { name, measure } of round % 2 === 0 ? lines : lines.toReversed()) {
    results.get(name)?.push(await measure());
  }
}
if (lines.length > 0) console.log(throughputTable(results));

const latencies = new Map<string, Float64Array>();
for (const setting of isWanted('latency') ? LATENCY_SETTINGS : []) {
  latencies.set(setting.name, await network.latencies(setting));
}
if (latencies.size > 0) console.log(latencyTable(latencies));
