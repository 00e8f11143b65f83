/** Holds docs/errors.md to the catalogue, and the catalogue to its own promises. */
import { ERROR_CATALOGUE, type ErrorText } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { type ErrorArea, errorsPage } from './errors-page.ts';
import { moduleFacts } from './module-facts.ts';
import { sourceFiles } from './source-files.ts';

const TITLES: Readonly<Record<string, string>> = {
  'actor-errors.ts': 'Control plane: actors · 控制面：Actor',
  'control-errors.ts': 'Control plane: remoting and RPC · 控制面：远程通信与 RPC',
  'io-errors.ts': 'Doors: files, sockets, threads · 外部接口：文件、套接字、线程',
  'data-errors.ts': 'Data plane: frames, channels, buffers · 数据面：帧、通道、缓冲区',
  'cluster-errors.ts': 'Cluster: jobs, slots, scheduling, blobs, REST · 集群：作业、任务槽、调度、Blob、REST',
  'task-manager-errors.ts':
    'TaskManager: registration, slots, deployment, threads · TaskManager：注册、任务槽、部署、线程',
  'job-errors.ts': 'Job modules and programs · 作业模块与程序',
  'task-errors.ts': 'Tasks: user functions, records, sources, sinks · 任务：用户函数、记录、源与汇',
  'client-errors.ts': 'Client: commands and job modules · 客户端：命令与作业模块',
};

const catalogue: Readonly<Record<string, ErrorText>> = ERROR_CATALOGUE;
const codes = Object.keys(catalogue);

describe('the error catalogue', () => {
  it('given the catalogue, then docs/errors.md says the same (pnpm docs:errors writes it)', async () => {
    await expect(errorsPage(areas())).toMatchFileSnapshot('../docs/errors.md');
  });

  it('given the areas, then every code belongs to exactly one', () => {
    const listed = areas().flatMap(({ errors }) => Object.keys(errors));

    expect(listed.toSorted()).toEqual(codes.toSorted());
  });

  it.each(codes)('given %s, then both languages fill in the same details, on one line each', (code) => {
    const { en, zh, help } = catalogue[code]!;

    expect(detailsOf(zh)).toEqual(detailsOf(en));
    expect(detailsOf(help.zh)).toEqual(detailsOf(help.en));
    expect([en, zh, help.en, help.zh].join('')).not.toContain('\n');
    expect(/\p{Script=Han}/u.test(zh) && /\p{Script=Han}/u.test(help.zh)).toBe(true);
    expect(/[.。]$/.test(en) || /[.。]$/.test(zh)).toBe(false);
  });

  it('given every code, then some test raises it', () => {
    const tests = sourceFiles().filter(({ path }) => path.endsWith('.test.ts'));

    const unraised = codes.filter(
      (code) => !tests.some(({ text }) => new RegExp(`\\b${code}\\b`).test(text)),
    );

    expect(unraised).toEqual([]);
  });

  it('given every code, then some source raises it', () => {
    const sources = sourceFiles().filter(
      ({ path }) => !path.endsWith('.test.ts') && !path.includes('/base/catalogue/'),
    );

    const unused = codes.filter((code) => !sources.some(({ text }) => text.includes(`'${code}'`)));

    expect(unused).toEqual([]);
  });
});

/** The codes of each catalogue file, found by the texts its own source declares. */
function areas(): ErrorArea[] {
  return sourceFiles()
    .filter(({ path }) => /\/base\/catalogue\/[a-z]+(-[a-z]+)*-errors\.ts$/.test(path))
    .map((file) => {
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      expect(moduleFacts(file).exportNames).toContain(
        name.replace('.ts', '').replaceAll('-', '_').toUpperCase(),
      );
      const own = codes.filter((code) => new RegExp(`^  ${code}: \\{`, 'm').test(file.text));
      return {
        title: TITLES[name] ?? missingTitle(name),
        file: file.path,
        errors: Object.fromEntries(own.map((code) => [code, catalogue[code]!])),
      };
    })
    .toSorted((a, b) => order(a) - order(b));
}

function missingTitle(name: string): never {
  throw new Error(`give ${name} a title in TITLES, in the order of the page`);
}

function order({ file }: ErrorArea): number {
  return Object.keys(TITLES).findIndex((name) => file.endsWith(name));
}

function detailsOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted();
}
