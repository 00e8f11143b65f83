/** Compares two ways of doing the same on a machine that others use as well: short rounds of both, taking turns who is
 *  first. What slows a pair down slows down both of it.
 *  The processor time of this thread is compared, not the time on the wall, in which others had their turns too; and of
 *  all rounds together: the system counts it in ticks of milliseconds, which in a short round are a third of it. */
import type { Piece } from './pieces.ts';

export type Comparison = {
  /** Messages per second of the wall's clock, the median of the rounds. */
  readonly perSecond: number;
  readonly otherPerSecond: number;
  /** How much of the other's rate is lost: 0.1 for a tenth. */
  readonly cost: number;
};

/** Rounds before those that count, until the compiler has seen both. */
const WARM_UP = 10;

export async function pairedRounds(piece: Piece, other: Piece, rounds: number): Promise<Comparison> {
  const rates: number[] = [];
  const otherRates: number[] = [];
  let cpu = 0;
  let otherCpu = 0;
  for (let round = -WARM_UP; round < rounds; round++) {
    // Whoever comes second finds the caches as the first one left them.
    const otherFirst = round % 2 === 0;
    const before = otherFirst ? await measure(other) : undefined;
    const one = await measure(piece);
    const two = before ?? (await measure(other));
    if (round < 0) continue;
    rates.push(one.perSecond);
    otherRates.push(two.perSecond);
    cpu += one.cpuPerMessage;
    otherCpu += two.cpuPerMessage;
  }
  return { perSecond: median(rates), otherPerSecond: median(otherRates), cost: 1 - otherCpu / cpu };
}

/** Messages per second, the median of the rounds. */
export async function rateOf(piece: Piece, rounds: number): Promise<number> {
  const rates: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const { perSecond } = await measure(piece);
    if (round >= 0) rates.push(perSecond);
  }
  return median(rates);
}

async function measure(
  piece: Piece,
): Promise<{ readonly perSecond: number; readonly cpuPerMessage: number }> {
  const startMs = performance.now();
  const startCpu = process.threadCpuUsage();
  const handled = await piece();
  const cpu = process.threadCpuUsage(startCpu);
  return {
    perSecond: (handled * 1_000) / (performance.now() - startMs),
    cpuPerMessage: (cpu.user + cpu.system) / handled,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
