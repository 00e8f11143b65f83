/** The tables of the network benchmark: medians with their range, beside the faster of the raw pipes. */
import type { Rates } from './measured-network.ts';

const NAME_WIDTH = 38;

export function throughputTable(results: ReadonlyMap<string, readonly Rates[]>): string {
  const isRaw = (name: string): boolean => name.startsWith('raw');
  const raw = Math.max(
    ...[...results].filter(([name]) => isRaw(name)).map(([, rates]) => medianOf(rates, bytesPerSecond)),
  );
  const header = ['M records/s', '[min..max]', 'MB/s', '[min..max]', 'to raw', 'CPU ns/record'];
  const rows = [...results].map(([name, rates]) => [
    name.padEnd(NAME_WIDTH),
    ...(isRaw(name) ? ['', ''] : spreadOf(rates, recordsPerSecond, 1)),
    ...spreadOf(rates, bytesPerSecond, 0),
    `${((100 * medianOf(rates, bytesPerSecond)) / raw).toFixed(0)} %`,
    `${medianOf(rates, ({ cpuNsPerRecord }) => cpuNsPerRecord).toFixed(1)}${isRaw(name) ? ' /KiB' : ''}`,
  ]);
  return table(['throughput'.padEnd(NAME_WIDTH), ...header], rows);
}

export function latencyTable(latencies: ReadonlyMap<string, Float64Array>): string {
  const rows = [...latencies].map(([name, sorted]) => [
    name.padEnd(NAME_WIDTH),
    ...[0.5, 0.99, 0.999].map((part) => (sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(2)),
    String(sorted.length),
  ]);
  const title = 'latency at 10,000 records/s, ms'.padEnd(NAME_WIDTH);
  return table([title, 'p50', 'p99', 'p99.9', 'records'], rows);
}

function bytesPerSecond(rates: Rates): number {
  return rates.bytesPerSecond / 1e6;
}

function recordsPerSecond(rates: Rates): number {
  return rates.recordsPerSecond / 1e6;
}

function spreadOf(rates: readonly Rates[], figure: (rates: Rates) => number, digits: number): string[] {
  const figures = rates.map(figure);
  const range = `[${Math.min(...figures).toFixed(digits)}..${Math.max(...figures).toFixed(digits)}]`;
  return [medianOf(rates, figure).toFixed(digits), range];
}

function medianOf(rates: readonly Rates[], figure: (rates: Rates) => number): number {
  const sorted = rates.map(figure).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padStart(widths[i]!)).join('  ');
  return `${[header, ...rows].map(line).join('\n')}\n`;
}
