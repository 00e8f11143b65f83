/** `pnpm bench <name> [options]`: runs `benchmarks/<name>.bench.ts`. Benchmarks print figures and ratios measured
 *  side by side in one run; they assert nothing about time, since other machines are slower and noisier. */
import { readdirSync } from 'node:fs';

const folder = new URL('.', import.meta.url);
const names = readdirSync(folder).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
const name = process.argv[2];

if (name === undefined || !names.includes(name)) {
  process.stderr.write(`usage: pnpm bench <name>, where <name> is one of: ${names.join(', ')}\n`);
  process.exitCode = 2;
} else {
  await import(new URL(`./${name}.bench.ts`, folder).href);
}
