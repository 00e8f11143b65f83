/** The threads of this process, as Linux tells them; what a worker thread adds to them. */
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { NodeOsProcess } from './node-os-process.ts';
import { NodeThreads } from './node-threads.ts';

const entry = new URL('./echo-thread-main.ts', import.meta.url);
const linux = process.platform === 'linux';

describe.runIf(linux)('threads of this process', () => {
  it('given Linux, then every entry of /proc/<pid>/task is listed with its state and its processor time', () => {
    const threads = new NodeOsProcess().threads() ?? [];

    expect(threads.map(({ osThreadId }) => String(osThreadId)).toSorted()).toEqual(
      readdirSync(`/proc/${process.pid}/task`).toSorted(),
    );
    expect(threads.reduce((sum, { cpuMs }) => sum + cpuMs, 0)).toBeGreaterThan(0);
    expect(threads.some(({ state }) => state === 'running')).toBe(true);
  });

  it('given a worker, then it costs one thread, with its name, and none of the engine’s', async () => {
    const os = new NodeOsProcess();
    const idsOf = (): number[] => (os.threads() ?? []).map(({ osThreadId }) => osThreadId);
    const warm = await started('warm');
    const before = idsOf();

    const { thread, end } = await started('Source: text (1/2)');

    const added = idsOf().filter((id) => !before.includes(id));
    expect(added).toEqual([thread.osThreadId]);
    expect(os.threads()?.find(({ osThreadId }) => osThreadId === thread.osThreadId)?.name).toBe(
      'Source: text (1',
    );
    await end();
    await warm.end();
    expect(idsOf()).not.toContain(thread.osThreadId);
  });
});

async function started(name: string) {
  const thread = new NodeThreads().spawn(entry, { name, data: {} });
  await new Promise<void>((resolve) => thread.onMessage(() => resolve()));
  return { thread, end: () => thread.terminate() };
}
