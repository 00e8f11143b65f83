/** A cluster of real processes, through the command as a person types it: start, run, look, cancel, stop.
 *  Slower than the other tests of the client, since four processes start. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const REPOSITORY = new URL('../../../../../', import.meta.url).pathname;
const MAIN = new URL('../main.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'rivulet-cluster-'));
const OPTIONS = {
  cwd: REPOSITORY,
  encoding: 'utf8',
  env: { ...process.env, RIVULET_RUN_DIR: join(folder, 'run'), LANG: 'C', LC_ALL: 'C' },
} as const;
const NODE_OPTIONS = ['--conditions=rivulet-src', '--disable-warning=ExperimentalWarning', MAIN];

let address = '';

function rivulet(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE_OPTIONS, ...words], OPTIONS);
  return { code: status, out: stdout, err: stderr };
}

beforeAll(() => {
  const { code, out, err } = rivulet(
    ...['cluster', 'start', '--taskmanagers', '2', '--slots', '2', '--rest-port', '0', '--detach', '--json'],
  );
  if (code !== 0) throw new Error(`the cluster did not start: ${err}`);
  address = (JSON.parse(out) as { restAddress: string }).restAddress;
});

afterAll(() => {
  rivulet('cluster', 'stop');
  rmSync(folder, { recursive: true });
});

describe('a cluster of processes', () => {
  it('given it is running, then status lists its processes and a second start is refused', () => {
    const status = JSON.parse(rivulet('cluster', 'status', '--json').out) as {
      processes: { role: string; running: boolean }[];
    };
    const second = rivulet('cluster', 'start', '--rest-port', '0', '--detach');

    expect(status.processes.map(({ role, running }) => [role, running])).toEqual([
      ['jobmanager', true],
      ['taskmanager', true],
      ['taskmanager', true],
    ]);
    expect(second.code).toBe(2);
    expect(second.err).toContain('LOCAL_CLUSTER_RUNNING');
  });

  it('given a REST port that is taken, then LOCAL_CLUSTER_START_FAILED says so and nothing is left running', () => {
    const port = address.split(':')[1] ?? '';
    const environment = { ...OPTIONS.env, RIVULET_RUN_DIR: join(folder, 'other') };
    const words = ['cluster', 'start', '--rest-port', port, '-D', 'jobmanager.rpc.port=0', '--detach'];

    const started = spawnSync(process.execPath, [...NODE_OPTIONS, ...words], {
      ...OPTIONS,
      env: environment,
    });
    const stopped = spawnSync(process.execPath, [...NODE_OPTIONS, 'cluster', 'stop'], {
      ...OPTIONS,
      env: environment,
    });

    expect([started.status, stopped.status]).toEqual([1, 2]);
    expect(started.stderr).toMatch(/LOCAL_CLUSTER_START_FAILED: the jobmanager process .*REST_BIND_FAILED/);
    expect(stopped.stderr).toContain('LOCAL_CLUSTER_ABSENT');
  });

  it('given a text, then word count over both TaskManagers gives one count per word, and JSON only', () => {
    const output = join(folder, 'counts');
    const words = ['run', 'examples/word-count/job.ts', '-p', '4', '--jobmanager', address, '--json'];

    const { code, out } = rivulet(...words, '--', '--output', output);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: 'word-count', status: 'FINISHED' });
    const lines = readdirSync(output).flatMap((part) =>
      readFileSync(join(output, part), 'utf8').trim().split('\n'),
    );
    expect(lines).toContain('the 1642');
    expect(lines).toHaveLength(2569);
  });

  it('given a detached job, when its client is long gone, then list shows it and cancel ends it', () => {
    const words = ['run', 'examples/endless/job.ts', '-p', '2', '--jobmanager', address, '--detached'];
    const jobId = rivulet(...words).out.trim();
    const jobs = JSON.parse(rivulet('list', '--jobmanager', address, '--json').out) as {
      jobs: { jobId: string }[];
    };

    const canceled = rivulet('cancel', jobId.slice(0, 8), '--jobmanager', address, '--json');

    expect(jobs.jobs.map((job) => job.jobId)).toEqual([jobId]);
    expect(JSON.parse(canceled.out)).toMatchObject({ jobId, status: 'CANCELED' });
    expect(rivulet('list', '--jobmanager', address).out).toBe('No jobs.\n');
  });

  it('given an attached job, when it is interrupted, then it is canceled and the code is 130', async () => {
    const words = ['run', 'examples/endless/job.ts', '--jobmanager', address, '--json'];
    const child = spawn(process.execPath, [...NODE_OPTIONS, ...words], { ...OPTIONS, stdio: 'pipe' });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => {
      if (err === '') child.kill('SIGINT');
      err += String(chunk);
    });

    const code = await new Promise((resolve) => child.on('close', resolve));

    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ status: 'CANCELED', error: { code: 'JOB_CANCELED' } });
  });

  it('given a function that throws, then the code is 1 and the line is the author’s, through the bundle', () => {
    const api = JSON.stringify(new URL('../../../../api/src/index.ts', import.meta.url).pathname);
    const file = join(folder, 'throws.ts');
    writeFileSync(
      file,
      `import { defineJob } from ${api};\nexport default defineJob({ name: 'throws' }, (env) => {\n` +
        `  env.generate({ count: 9 }, (i: number) => i).map((i) => {\n` +
        `    if (i === 5) throw new TypeError('five');\n    return i;\n  }).discard();\n});\n`,
    );

    const { code, err } = rivulet('run', file, '--jobmanager', address);

    expect(code).toBe(1);
    expect(err).toMatch(/USER_FUNCTION_FAILED: .*TypeError: five \(at .*throws\.ts:4:\d+\)/);
  });

  it('given more slots asked for than there are, then the code is 4 and nothing is submitted', () => {
    const { code, err } = rivulet('run', 'examples/word-count/job.ts', '-p', '5', '--jobmanager', address);

    expect(code).toBe(4);
    expect(err).toMatch(/^SLOT_INSUFFICIENT: the job needs 5 slots/);
  });
});
