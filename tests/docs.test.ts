/** Keeps the documents true: files they name exist, links lead somewhere, both languages say the same things. */
import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, REPOSITORY, sourceFiles } from './source-files.ts';

const ROOT_PAGES = [
  'README.md',
  'README.zh-CN.md',
  'ARCHITECTURE.md',
  'GLOSSARY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];
/** Pages beside the code; they name files by the end of their path. */
const FOLDER_PAGES = [
  ...['runtime', 'api', 'jobmanager', 'taskmanager', 'client'].map((name) => `packages/${name}/README.md`),
  'packages/runtime/src/network/README.md',
];
const PAGES = [...ROOT_PAGES, ...pagesIn('docs'), ...pagesIn('docs/adr'), ...pagesIn('docs/tour')];

describe('documents', () => {
  it.each(PAGES)('given %s, then every file of ours that it names exists', (page) => {
    const named = [...readText(page).matchAll(/`([\w@./-]+)`/g)].map(([, name = '']) => name);

    const missing = named.filter(isRepositoryPath).filter((path) => !existsSync(join(REPOSITORY, path)));

    expect(missing).toEqual([]);
  });

  it.each(PAGES)('given %s, then every relative link leads to a file', (page) => {
    const links = [...readText(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);

    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => !existsSync(join(REPOSITORY, posix.join(posix.dirname(page), link))));

    expect(broken).toEqual([]);
  });

  it.each(FOLDER_PAGES)('given %s, then every source it names exists', (page) => {
    const folder = posix.dirname(page);
    const named = [...readText(page).matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.ts)`/g)].map(([, name = '']) => name);

    const below = sourceFiles().filter(({ path }) => path.startsWith(`${folder}/`));
    const missing = named.filter((name) => !below.some(({ path }) => path.endsWith(`/${name}`)));

    expect(missing).toEqual([]);
  });

  it('given the packages, then each says in a README which question it answers', () => {
    const silent = ['runtime', 'api', 'jobmanager', 'taskmanager', 'client'].filter(
      (name) => !readText(`packages/${name}/README.md`).startsWith(`# @rivulet/${name}: `),
    );

    expect(silent).toEqual([]);
  });

  it('given both READMEs, then they have the same headings, blocks and commands in the same order', () => {
    expect(outlineOf('README.zh-CN.md')).toEqual(outlineOf('README.md'));
    expect(commandsOf('README.zh-CN.md')).toEqual(commandsOf('README.md'));
  });

  it('given ARCHITECTURE.md, then its table answers each question with a file, and it fits three screens', () => {
    const rows = readText('ARCHITECTURE.md').match(/^\|.*\?.*\|.*`[\w/.-]+\.ts`.*\|$/gm) ?? [];

    expect(rows.length).toBeGreaterThanOrEqual(12);
    expect(readText('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(180);
  });

  it('given the decisions, then they are numbered without a gap and have the same parts', () => {
    const records = pagesIn('docs/adr').filter((page) => !page.endsWith('README.md'));

    expect(records.map((page) => page.slice('docs/adr/'.length, 'docs/adr/0000'.length))).toEqual(
      records.map((_, index) => String(index + 1).padStart(4, '0')),
    );
    const index = readText('docs/adr/README.md');
    expect(records.filter((page) => !index.includes(`(${page.slice('docs/adr/'.length)})`))).toEqual([]);
    for (const record of records) {
      const parts = [...readText(record).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      expect(parts, record).toEqual([
        'Problem',
        'Decision',
        'Alternatives',
        'Consequences',
        'How it is tested',
      ]);
    }
  });
});

function pagesIn(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `${folder}/${name}`);
}

/** Names with a folder of ours in front, or a page at the root. */
function isRepositoryPath(name: string): boolean {
  return /^(packages|examples|tests|docs|benchmarks|\.ci)\/./.test(name) || /^[A-Z][\w.-]+\.md$/.test(name);
}

function outlineOf(page: string): string[] {
  return readText(page)
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('#')) return [line.replace(/^(#+).*/, '$1')];
      return line.startsWith('```') ? ['```'] : [];
    });
}

/** The lines of `sh` blocks, without their comments, which are translated. */
function commandsOf(page: string): string[] {
  return [...readText(page).matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n').map((line) => line.replace(/\s+#.*$/, '')),
  );
}
