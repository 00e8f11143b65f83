/** A job module from disk: loaded as it is, bundled into one file, and every way it can be wrong. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildStreamGraph, isJobDefinition } from '@rivulet/api';
import { isStreamError } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleJob } from './job-bundle.ts';
import { loadJob } from './load-job.ts';

const folder = mkdtempSync(join(tmpdir(), 'rivulet-job-'));
const { storage } = openNodeIo({ logLevel: 'silent' });
const API = JSON.stringify(new URL('../../../api/src/index.ts', import.meta.url).pathname);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function moduleWith(name: string, source: string): URL {
  writeFileSync(join(folder, name), source);
  return pathToFileURL(join(folder, name));
}

async function errorOf(
  action: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string }> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isStreamError(error)) return error;
  throw new Error(`no coded error: ${String(error)}`);
}

describe('loadJob', () => {
  it('given a job module in TypeScript, then its definition is returned', async () => {
    const module = moduleWith(
      'good.ts',
      `import { defineJob } from ${API};\n` +
        `export default defineJob({ name: 'good' as string }, (env) => void env.fromCollection([1]).print());\n`,
    );

    expect((await loadJob(module, storage)).name).toBe('good');
  });

  it('given no file, then JOB_MODULE_NOT_FOUND', async () => {
    const error = await errorOf(loadJob(pathToFileURL(join(folder, 'absent.ts')), storage));

    expect(error.code).toBe('JOB_MODULE_NOT_FOUND');
  });

  it('given no default job, then JOB_MODULE_NO_DEFAULT', async () => {
    const error = await errorOf(loadJob(moduleWith('none.ts', 'export const x = 1;\n'), storage));

    expect(error.code).toBe('JOB_MODULE_NO_DEFAULT');
  });

  it('given a module that throws, does not parse or imports nothing, then JOB_MODULE_INVALID', async () => {
    const throwing = await errorOf(
      loadJob(moduleWith('throws.ts', '\nthrow new TypeError("oh");\n'), storage),
    );
    const broken = await errorOf(loadJob(moduleWith('broken.ts', 'const x = 1;\nconst = ;\n'), storage));
    const missing = await errorOf(loadJob(moduleWith('missing.ts', "import './nowhere.ts';\n"), storage));

    expect([throwing.code, broken.code, missing.code]).toEqual(Array(3).fill('JOB_MODULE_INVALID'));
    expect(throwing.message).toContain('throws.ts:2:7');
    expect(broken.message).toContain('broken.ts');
    expect(missing.message).toContain('nowhere.ts');
  });
});

describe('bundleJob', () => {
  it('given a job with an import, then one file builds the same job, under its content hash', async () => {
    moduleWith('part.ts', 'export const NAME: string = "parted";\nexport const HERE = import.meta.url;\n');
    const module = moduleWith(
      'job.ts',
      `import { defineJob } from ${API};\nimport { HERE, NAME } from './part.ts';\n` +
        'export default defineJob({ name: NAME }, (env) => void env.readTextFile(new URL("./x.txt", HERE)).print());\n',
    );

    const bundle = await bundleJob(module, storage);
    writeFileSync(join(folder, 'bundle.mjs'), bundle.code);
    const bundled: unknown = ((await import(join(folder, 'bundle.mjs'))) as { default: unknown }).default;

    if (!isJobDefinition(bundled)) throw new Error('the bundle has no job');
    const options = { args: [], workingDirectory: '/elsewhere', defaultParallelism: 1 };
    const built = buildStreamGraph(bundled, options).jobGraph;
    expect(built).toEqual(buildStreamGraph(await loadJob(module, storage), options).jobGraph);
    expect(JSON.stringify(built)).toContain(join(folder, 'x.txt'));
    expect((await bundleJob(module, storage)).key).toBe(bundle.key);
    expect(bundle.key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('given a bundled function that throws, then the source map leads to the line of the author', async () => {
    moduleWith('thrower.ts', '\n\nexport function thrower(): never {\n  throw new Error("here");\n}\n');
    const module = moduleWith(
      'mapped.ts',
      `import { defineJob } from ${API};\nimport { thrower } from './thrower.ts';\n` +
        'export default defineJob({ name: "mapped" }, () => thrower());\n',
    );

    const bundle = await bundleJob(module, storage);
    const file = join(folder, 'elsewhere.mjs');
    writeFileSync(file, bundle.code);
    const script = `import(${JSON.stringify(file)}).then((m) => m.default.build()).catch((e) => console.log(e.stack))`;
    const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', '-e', script], {
      encoding: 'utf8',
    });

    expect(stdout).toContain(`${join(folder, 'thrower.ts')}:4:9`);
  });

  it('given a module that does not build, then JOB_BUNDLE_FAILED has file and line', async () => {
    const error = await errorOf(
      bundleJob(moduleWith('bad.ts', '\nimport "nowhere-to-be-found";\n'), storage),
    );

    expect(error.code).toBe('JOB_BUNDLE_FAILED');
    expect(error.message).toMatch(/bad\.ts:2:8/);
  });
});
