/** Holds every file to the house style: one concept, named like its export, placed by its header, short.
 *  What a linter can express is in .oxlintrc.json; imports are in import-rules.ts.
 *  Idea: TigerBeetle's tidy test. */
import { describe, expect, it } from 'vitest';
import { moduleFacts } from './module-facts.ts';
import { readText, sourceFiles, type SourceFile } from './source-files.ts';

const LINES_MAX = 400;
// Prettier keeps code within 110; sentences in comments and titles may end a little later.
const COLUMNS_MAX = 120;

const files = sourceFiles();

describe('every source file', () => {
  it('opens with a header that places it', () => {
    expect(complaints(({ text }) => headerComplaint(text))).toEqual([]);
  });

  it(`has at most ${LINES_MAX} lines`, () => {
    expect(
      complaints(({ text }) => (lineCount(text) > LINES_MAX ? `${lineCount(text)} lines` : undefined)),
    ).toEqual([]);
  });

  it(`has lines of at most ${COLUMNS_MAX} columns`, () => {
    expect(complaints(wideLineComplaint)).toEqual([]);
  });

  it('has a kebab-case name that is its main export’s', () => {
    expect(complaints(nameComplaint)).toEqual([]);
  });

  it('uses no banned word', () => {
    expect(complaints(bannedWordComplaint)).toEqual([]);
  });
});

describe('every state machine', () => {
  it('has a table test beside it', () => {
    const tests = files.filter(({ path }) => path.endsWith('.test.ts'));
    const untested = files
      .filter(({ path }) => path.endsWith('-machine.ts'))
      .filter(({ path }) => {
        const folder = path.slice(0, path.lastIndexOf('/') + 1);
        const name = path.slice(folder.length);
        return !tests.some((test) => test.path.startsWith(folder) && test.text.includes(`./${name}'`));
      });

    expect(untested.map(({ path }) => path)).toEqual([]);
  });
});

describe('dependencies', () => {
  it('given the three core packages, then they depend on xstate, nanoid, pino and the REST server only', () => {
    const allowed = new Set(['xstate', 'nanoid', 'pino', 'hono', '@hono/node-server']);
    const extra = ['runtime', 'jobmanager', 'taskmanager'].flatMap((name) =>
      dependenciesOf(`packages/${name}/package.json`)
        .filter((dependency) => !dependency.startsWith('@rivulet/') && !allowed.has(dependency))
        .map((dependency) => `${name}: ${dependency}`),
    );

    expect(extra).toEqual([]);
  });

  it('given the lock file, then everything comes from the npm registry', () => {
    expect(readText('pnpm-lock.yaml').match(/tarball:.*|https?:\/\/\S+/g) ?? []).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const made = (path: string, text: string): SourceFile => ({ path, text });

  it.each([
    ['export const x = 1;\n', 'no header'],
    ['/** A word. */\nexport const x = 1;\n', 'a header says'],
  ])('given %j, then the header is refused', (text, reason) => {
    expect(headerComplaint(text)).toContain(reason);
  });

  it.each([
    ['packages/x/src/utils.ts', 'export const utils = 1;', 'says nothing'],
    ['packages/x/src/SlotPool.ts', 'export class SlotPool {}', 'kebab-case'],
    ['packages/x/src/slot-pool.ts', 'export class Slots {}', 'no export is called'],
  ])('given %s with %s, then the name is refused', (path, text, reason) => {
    expect(nameComplaint(made(path, text))).toContain(reason);
  });

  it.each([
    ['packages/x/src/slot-pool.ts', 'export class SlotPool {}'],
    ['packages/x/src/key-group.ts', 'export function keyGroupOf(): void {}'],
    ['packages/x/src/slot-messages.ts', 'export type SlotOffer = 1; export type SlotReport = 2;'],
    ['packages/x/src/main.ts', 'start();'],
  ])('given %s with %s, then the name is fine', (path, text) => {
    expect(nameComplaint(made(path, text))).toBeUndefined();
  });

  it.each(['it.only(', 'console.log(1)', '// FIXME: x'])('given %s, then it is a banned word', (word) => {
    expect(bannedWordComplaint(made('packages/x/src/a.ts', word))).toBeDefined();
  });
});

function complaints(check: (file: SourceFile) => string | undefined): string[] {
  return files.flatMap((file) => {
    const complaint = check(file);
    return complaint === undefined ? [] : [`${file.path}: ${complaint}`];
  });
}

function headerComplaint(text: string): string | undefined {
  const body = text.replace(/^#!.*\n/, '');
  const header = /^\/\*\*[\s\S]*?\*\//.exec(body)?.[0];
  if (header === undefined) return 'no header; open with /** what it is, where on the path, one invariant */';
  return header.replace(/[/*\s]+/g, ' ').trim().length < 40
    ? 'a header says more than a name does'
    : undefined;
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

/** Texts for people (catalogues, dictionaries) and titles of tests may be longer than a line of code. */
function wideLineComplaint({ path, text }: SourceFile): string | undefined {
  if (/\/(catalogue|texts)\/|-(texts|dictionary)\.ts$/.test(path)) return undefined;
  const max = path.endsWith('.test.ts') ? COLUMNS_MAX + 20 : COLUMNS_MAX;
  const wide = text.split('\n').findIndex((line) => line.length > max && !/https?:\/\//.test(line));
  return wide < 0 ? undefined : `line ${wide + 1} has ${text.split('\n')[wide]?.length} columns`;
}

const EMPTY_NAMES = /^(utils?|helpers?|common|types?|misc|shared|constants)$/;

function nameComplaint(file: SourceFile): string | undefined {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/(\.(test|bench|config))?\.ts$/, '');
  if (EMPTY_NAMES.test(name)) return 'the name says nothing; name the concept';
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return 'not in kebab-case';
  if (!carriesExportName(file.path, name)) return undefined;
  const { exportNames: names, classNames } = moduleFacts(file);
  const exportNames = names.map(kebabCase);
  // `slot-pool.ts` is SlotPool's, `key-group.ts` that of keyGroupOf, `sink-print.ts` that of PrintSink.
  if (exportNames.some((exported) => isMadeOf(singular(exported), singular(name)))) return undefined;
  // A vocabulary without a class: several names about one thing, such as slot-messages.ts.
  const subjects = new Set(singular(name).split('-'));
  const about = exportNames.filter((exported) =>
    singular(exported)
      .split('-')
      .some((word) => subjects.has(word)),
  );
  if (classNames.length === 0 && about.length >= 2) return undefined;
  return `no export is called like it (it exports ${exportNames.join(', ') || 'nothing'})`;
}

/** Entry points, lists of public names, jobs and tests are named by their role. */
function carriesExportName(path: string, name: string): boolean {
  if (/\.(test|bench|config)\.ts$/.test(path) || path.startsWith('benchmarks/')) return false;
  return !['index', 'main', 'job'].includes(name) && !name.endsWith('-main') && !name.endsWith('-machine');
}

function kebabCase(name: string): string {
  if (/^[A-Z0-9_]+$/.test(name)) return name.toLowerCase().replaceAll('_', '-');
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

function isMadeOf(exported: string, name: string): boolean {
  const words = exported.split('-');
  return name.split('-').every((word) => words.includes(word));
}

function singular(kebab: string): string {
  return kebab
    .split('-')
    .map((word) => word.replace(/(?<=[^s])s$/, ''))
    .join('-');
}

const BANNED: readonly (readonly [pattern: RegExp, instead: string, except?: RegExp])[] = [
  [/\b(FIXME|TODO|XXX)\b/, 'finish it or write an issue', /^tests\/tidy\.test\.ts$/],
  [/\b(it|describe|test)\.only\(/, 'run one file instead', /^tests\/tidy\.test\.ts$/],
  [/\bconsole\.(log|debug|info)\(/, 'use the Logger door', /\.test\.ts$|^benchmarks\//],
  [/\b(?:ts-ignore|ts-nocheck)\b/, 'mend the type', /^tests\/tidy\.test\.ts$/],
  [/^export \* from '\.\.?\/(?!.*\/)/m, 'name what a folder publishes', /\/index\.ts$/],
];

function bannedWordComplaint({ path, text }: SourceFile): string | undefined {
  for (const [pattern, instead, except] of BANNED) {
    const found = pattern.exec(text);
    if (found !== null && except?.test(path) !== true) return `'${found[0]}': ${instead}`;
  }
  return undefined;
}

function dependenciesOf(path: string): string[] {
  const manifest = JSON.parse(readText(path)) as { dependencies?: Record<string, string> };
  return Object.keys(manifest.dependencies ?? {});
}
