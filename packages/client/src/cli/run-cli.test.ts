/** Commands as a person types them, run in this process: what they print, where, and the exit code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rivulet-cli-'));
const io = openNodeIo({ logLevel: 'silent' });
const API = JSON.stringify(new URL('../../../api/src/index.ts', import.meta.url).pathname);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Ran = { readonly code: number; readonly out: string; readonly err: string };

async function rivulet(words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const console = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const code = await runCli(words, {
    io: { ...io, console },
    environment: { RIVULET_RUN_DIR: join(folder, 'run'), ...environment },
    workingDirectory: folder,
    outIsTerminal: false,
    outColor: false,
    errColor: false,
    onInterrupt: () => undefined,
    leave: () => undefined,
  });
  return { code, out, err };
}

function job(name: string, body: string): string {
  const source = `import { defineJob } from ${API};\nexport default defineJob({ name: '${name}' }, (env, args) => {\n${body}\n});\n`;
  writeFileSync(join(folder, `${name}.ts`), source);
  return `${name}.ts`;
}

async function closedPort(): Promise<number> {
  const listener = await io.network.listen({ host: '127.0.0.1', port: 0 }, () => undefined);
  const { port } = listener.address;
  await listener.close();
  return port;
}

const COMMANDS = [
  'run',
  'info',
  'list',
  'cancel',
  'cluster start',
  'cluster stop',
  'cluster status',
  'actors',
  'mailbox',
  'trace',
  'jobmanager',
  'taskmanager',
  'tour-start',
];

describe('help', () => {
  it.each(COMMANDS)(
    'given rivulet %s --help, then it shows an example, in both languages',
    async (command) => {
      const english = await rivulet([...command.split(' '), '--help']);
      const chinese = await rivulet([...command.split(' '), '--help', '--lang', 'zh']);

      expect(english).toMatchObject({ code: 0, err: '' });
      expect(english.out).toContain(`Example: rivulet ${command}`);
      expect(chinese.out).toContain(`示例：rivulet ${command}`);
    },
  );

  it('given no command, then all commands are listed', async () => {
    const { out } = await rivulet([], { LANG: 'zh_CN.UTF-8' });

    for (const command of COMMANDS) expect(out).toContain(command.split(' ')[0]);
    expect(out).toContain('命令');
  });
});

describe('wrong usage', () => {
  it('given an unknown command or flag, then the code is 2 and the nearest one is named', async () => {
    const command = await rivulet(['rnu']);
    const flag = await rivulet(['run', 'x.ts', '--slotz', '2']);

    expect([command.code, flag.code]).toEqual([2, 2]);
    expect(command.err).toMatch(/^CLIENT_USAGE: there is no command rnu \(did you mean .*run/);
    expect(flag.err).toMatch(/^CLIENT_USAGE: there is no flag --slotz \(did you mean --slots\?\)/);
    expect(command.err.trim().split('\n')).toHaveLength(1);
  });

  it('given flags that exclude each other, a bad number or stray words, then the code is 2', async () => {
    const file = job('plain', 'env.fromCollection([1]).print();');
    const lines = [
      ['run'],
      ['run', file, '-p', 'two'],
      ['run', file, 'stray'],
      ['run', file, '--detached'],
      ['run', file, '--slots', '1', '--jobmanager', '127.0.0.1:1'],
      ['run', file, '-D', 'rest.prot=1'],
      ['run', file, '--config', 'absent.yaml'],
      ['list', '--', 'x'],
      ['list', '--jobmanager', 'nowhere'],
      ['cluster', 'stop'],
    ];
    for (const words of lines) {
      const { code, err, out } = await rivulet(words);
      expect([words, code, out]).toEqual([words, 2, '']);
      expect(err).toMatch(/^[A-Z_]+: .+\n$/);
    }
  });

  it('given a missing module, no default job or an unknown job option, then the code is 2', async () => {
    writeFileSync(join(folder, 'nothing.ts'), 'export const x = 1;\n');
    const file = job('options', "args.string('input'); env.fromCollection([1]).print();");

    const codes = await Promise.all([
      rivulet(['info', 'absent.ts']),
      rivulet(['info', 'nothing.ts']),
      rivulet(['info', file, '--', '--output', 'x']),
    ]);

    expect(codes.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(codes.map(({ err }) => err.split(':')[0])).toEqual([
      'JOB_MODULE_NOT_FOUND',
      'JOB_MODULE_NO_DEFAULT',
      'JOB_OPTION_UNKNOWN',
    ]);
  });
});

describe('a job that cannot be run', () => {
  it('given a build function that throws, then the code is 1 and the line is named; --verbose adds the stack', async () => {
    const file = job('throws', "\nthrow new RangeError('too far');");

    const plain = await rivulet(['run', file]);
    const verbose = await rivulet(['--verbose', 'run', file]);

    expect(plain.code).toBe(1);
    expect(plain.err).toMatch(/JOB_BUILD_FAILED: .*RangeError: too far \(.*throws\.ts:4:\d+\)/);
    expect(plain.err.trim().split('\n')).toHaveLength(1);
    expect(verbose.err).toContain('\n    at ');
  });

  it('given too few slots, then the code is 4, the sum and who asked are named, in Chinese too', async () => {
    const file = job(
      'wide',
      "env.generate({}, (i) => i).discard();\nenv.generate({}, (i) => i).discard().slotSharingGroup('b');",
    );

    const english = await rivulet(['run', file, '-p', '3', '--taskmanagers', '2', '--slots', '1']);
    const chinese = await rivulet(['run', file, '-p', '3', '--slots', '1', '--lang=zh']);

    expect([english.code, chinese.code]).toEqual([4, 4]);
    expect(english.err).toContain("3 for sharing group 'default': Source: generator");
    expect(chinese.err).toContain('作业需要');
  });

  it('given a JobManager that is not there, then the code is 3', async () => {
    const file = job('remote', 'env.fromCollection([1]).print();');

    const address = `127.0.0.1:${await closedPort()}`;

    const run = await rivulet(['run', file, '--jobmanager', address]);
    const list = await rivulet(['list', '--jobmanager', address, '--json']);

    expect([run.code, list.code]).toEqual([3, 3]);
    expect(run.err).toContain(
      `CLIENT_CLUSTER_UNREACHABLE: no JobManager answers at ${address} (ECONNREFUSED)`,
    );
    expect(JSON.parse(list.out)).toMatchObject({ error: { code: 'CLIENT_CLUSTER_UNREACHABLE' } });
  });
});

describe('info', () => {
  it('given --slots, then the plan is JSON with the slots it needs and why', async () => {
    const file = job('plan', 'env.generate({ count: 1 }, (i) => i).keyBy((i) => i).count().print();');

    const { code, out } = await rivulet(['info', file, '-p', '2', '--slots']);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: 'plan',
      vertices: [{ parallelism: 2 }, { parallelism: 2 }],
      slots: { required: 2, groups: [{ slotSharingGroup: 'default', slotCount: 2 }] },
    });
  });
});
