/** Applies the import rules to the whole tree, and shows on small made-up imports that each rule can fail. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importCircles, type ImportEdge } from './import-circles.ts';
import { type PackageManifest, IMPORT_RULE_NAMES, violationsOf } from './import-rules.ts';
import { moduleFacts } from './module-facts.ts';
import { isTest, REPOSITORY, sourceFiles } from './source-files.ts';

const PACKAGE_FOLDERS = [
  '',
  'packages/runtime',
  'packages/operators',
  'packages/api',
  'packages/jobmanager',
  'packages/taskmanager',
  'packages/client',
  'examples',
];

const manifests = PACKAGE_FOLDERS.map(readManifest);
const modules = sourceFiles().map(moduleFacts);

describe('imports', () => {
  it('given all sources, then every import follows the import rules', () => {
    const violations = modules.flatMap(({ path, imports }) => imports.flatMap((fact) => check(path, fact)));

    expect(violations).toEqual([]);
  });

  it('given all sources, then neither files nor folders import each other in a circle', () => {
    const edges = modules
      .filter(({ path }) => !isTest(path))
      .flatMap(({ path, imports }) =>
        imports.flatMap(({ specifier }): ImportEdge[] => {
          const to = targetOf(path, specifier) ?? entryOf(specifier);
          return to === undefined ? [] : [{ from: path, to }];
        }),
      );

    expect(importCircles(edges)).toEqual([]);
  });

  it('given all sources, then every relative import names a file that exists', () => {
    const missing = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => !existsSync(join(REPOSITORY, targetOf(path, specifier) ?? '.')))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );

    expect(missing).toEqual([]);
  });
});

/** One made-up import for each rule. A rule without an example here fails the last test. */
const BROKEN: readonly (readonly [path: string, specifier: string, rule: string])[] = [
  ['packages/jobmanager/src/rest/x.ts', '@rivulet/runtime/network', 'the package table allows'],
  ['packages/jobmanager/src/rest/x.ts', '@rivulet/api', 'the package table allows'],
  ['packages/runtime/src/io/x.ts', '@rivulet/api', 'the package table allows'],
  ['packages/api/src/plan/x.ts', '@rivulet/runtime/rpc', 'the package table allows'],
  ['packages/operators/src/state/x.ts', '@rivulet/runtime/network', 'the package table allows'],
  ['packages/operators/src/host/x.ts', '@rivulet/api', 'the package table allows'],
  ['packages/client/src/x.ts', '@rivulet/runtime/network', 'the package table allows'],
  ['examples/word-count/job.ts', '@rivulet/runtime/base', 'the package table allows'],
  ['packages/client/src/x.ts', '@rivulet/jobmanager/src/main.ts', 'a declared sub-path'],
  ['packages/client/src/x.ts', '../../api/src/index.ts', 'stays in its package'],
  ['packages/client/src/x.ts', './y.js', 'stays in its package'],
  ['packages/runtime/src/actor/x.ts', '../network/index.ts', 'in one direction'],
  ['packages/runtime/src/network/channel/x.ts', '../../actor/index.ts', 'in one direction'],
  ['packages/runtime/src/rpc/x.ts', '../network/index.ts', 'in one direction'],
  ['packages/runtime/src/network/wire/x.ts', '../channel/y.ts', 'in one direction'],
  ['packages/runtime/src/network/channel/x.ts', '../exchange/y.ts', 'in one direction'],
  ['packages/runtime/src/base/x.ts', '../io/index.ts', 'in one direction'],
  ['packages/operators/src/state/x.ts', '../windowing/y.ts', 'in one direction'],
  ['packages/taskmanager/src/task/x.ts', '../executor/y.ts', 'in one direction'],
  ['packages/taskmanager/src/task/x.ts', '@rivulet/runtime/rpc', 'the seam between the planes'],
  ['packages/taskmanager/src/task/x.ts', '@rivulet/runtime/actor', 'the seam between the planes'],
  ['packages/taskmanager/src/executor/x.ts', '@rivulet/runtime/network', 'the seam between the planes'],
  ['packages/runtime/src/rpc/x.ts', '../actor/mailbox.ts', 'by its index.ts'],
  ['packages/jobmanager/src/job-master/job-master.ts', 'xstate', 'import xstate'],
  ['packages/taskmanager/src/task/x.ts', 'node:worker_threads', 'node modules with effects'],
  ['packages/api/src/stream/x.ts', 'node:fs', 'node modules with effects'],
  ['packages/jobmanager/src/dispatcher/x.ts', '@rivulet/runtime/io/node', 'opens the real doors'],
  ['packages/runtime/src/actor/x.ts', 'nanoid', 'opens the real doors'],
  ['packages/taskmanager/src/task/x.ts', '@rivulet/runtime/testing', 'are for tests'],
  ['packages/runtime/src/actor/x.ts', '../testing/index.ts', 'are for tests'],
  ['packages/runtime/src/actor/x.ts', './mailbox.test.ts', 'never the other way'],
  ['packages/taskmanager/src/task/x.ts', 'lodash', 'are declared'],
  ['packages/jobmanager/src/dispatcher/x.ts', 'hono', 'web server stays'],
];

describe('each import rule', () => {
  it.each(BROKEN)('given %s imports %s, then it is refused: %s', (path, specifier, rule) => {
    const found = check(path, { specifier, line: 1, names: ['x'] });

    expect(found.join('\n')).toContain(rule);
  });

  it('given the list of rules, then each has an import above that breaks it', () => {
    const shown = IMPORT_RULE_NAMES.filter((name) => BROKEN.some(([, , rule]) => name.includes(rule)));

    expect(shown).toEqual(IMPORT_RULE_NAMES);
  });

  it('given imports that are fine, then none is refused', () => {
    const fine = [
      ['packages/taskmanager/src/deployment/x.ts', '@rivulet/runtime/rpc'],
      ['packages/taskmanager/src/deployment/x.ts', '@rivulet/runtime/network'],
      ['packages/taskmanager/src/task/x.ts', '@rivulet/runtime/network'],
      ['packages/jobmanager/src/job-master/job-status-machine.ts', 'xstate'],
      ['packages/jobmanager/src/main.ts', '@rivulet/runtime/io/node'],
      ['packages/runtime/src/io/node/x.ts', 'node:net'],
      ['packages/client/src/cli/x.ts', 'node:child_process'],
    ].flatMap(([path = '', specifier = '']) => check(path, { specifier, line: 1, names: [] }));

    expect(fine).toEqual([]);
  });

  it('given two folders that use each other, then the circle is told with the imports that close it', () => {
    const circles = importCircles([
      { from: 'a/x/one.ts', to: 'a/y/two.ts' },
      { from: 'a/y/three.ts', to: 'a/x/four.ts' },
      { from: 'a/x/one.ts', to: 'a/base.ts' },
    ]);

    expect(circles).toEqual([
      'circle in a/: x → y → x\n    a/x/one.ts imports a/y/two.ts\n    a/y/three.ts imports a/x/four.ts',
    ]);
  });
});

function check(path: string, fact: Parameters<typeof violationsOf>[0]['fact']): string[] {
  const target = targetOf(path, fact.specifier);
  return violationsOf({
    path,
    fact,
    manifest: manifestOf(path),
    manifests,
    ...(target === undefined ? {} : { target }),
  });
}

function targetOf(path: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}

/** The source file behind `@rivulet/<package>/<sub-path>`. */
function entryOf(specifier: string): string | undefined {
  const other = manifests.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (other === undefined || other.folder === '') return undefined;
  const subPath = specifier.slice(other.name.length + 1);
  return `${other.folder}/src/${subPath === '' ? '' : `${subPath}/`}index.ts`;
}

function manifestOf(path: string): PackageManifest {
  const own = manifests.find(({ folder }) => folder !== '' && path.startsWith(`${folder}/`));
  return own ?? manifests[0]!;
}

function readManifest(folder: string): PackageManifest {
  const json = JSON.parse(readFileSync(join(REPOSITORY, folder, 'package.json'), 'utf8')) as {
    name: string;
    exports?: Record<string, unknown>;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return {
    name: json.name,
    folder,
    exports: new Set(Object.keys(json.exports ?? {})),
    dependencies: new Set([
      ...Object.keys(json.dependencies ?? {}),
      ...Object.keys(json.devDependencies ?? {}),
    ]),
  };
}
