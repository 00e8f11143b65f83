/** Runs one program of the benchmark as a process of its own, reads the JSON document it ends with, and samples the
 *  largest resident size it reached (Linux; 0 elsewhere). */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type Measured = {
  readonly durationMs: number;
  readonly peakRssMb: number;
  /** Known from the plain program, which counts what it sinks. */
  readonly words?: number;
};

type Outcome = { readonly durationMs: number; readonly words?: number; readonly status?: string };

export const NODE_FLAGS: readonly string[] = [
  '--conditions=rivulet-src',
  '--disable-warning=ExperimentalWarning',
];

const SAMPLE_INTERVAL_MS = 50;

export async function runMeasured(programAndArgs: readonly string[]): Promise<Measured> {
  const child = spawn(process.execPath, [...NODE_FLAGS, ...programAndArgs], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakRssMb = 0;
  const sampler = setInterval(() => {
    peakRssMb = Math.max(peakRssMb, peakRssOf(child.pid ?? 0));
  }, SAMPLE_INTERVAL_MS);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(sampler);
  if (exitCode !== 0) throw new Error(`${programAndArgs.join(' ')} ended with ${exitCode}:\n${stderr}`);
  const outcome = JSON.parse(stdout) as Outcome;
  const words = outcome.words === undefined ? {} : { words: outcome.words };
  return { durationMs: outcome.durationMs, peakRssMb, ...words };
}

/** The high-water mark of a process's resident memory, in MB; 0 when the system does not tell. */
export function peakRssOf(pid: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}
