/** The tour is true: each chapter's commands are typed, in order and in both languages, against real clusters, and print
 *  what the chapter quotes. Both languages tell the same: chapters, commands, files, links. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Language } from '@rivulet/runtime/base';
import { afterAll, describe, expect, it } from 'vitest';
import { stepsOf } from './page-steps.ts';
import { TourReader } from './tour-reader.ts';

const ROOT = new URL('../../../../../', import.meta.url);
const TOUR = new URL('docs/tour/', ROOT);
const LANGUAGES: readonly Language[] = ['en', 'zh'];
const CHAPTERS = readdirSync(TOUR).filter((name) => /^\d\d-[a-z-]+\.md$/.test(name));
const REAL_CLUSTER = { timeout: 120_000 };

describe.each(LANGUAGES)('the tour in %s', REAL_CLUSTER, (language) => {
  const reader = new TourReader(language);
  afterAll(() => reader[Symbol.asyncDispose]());

  it.each(CHAPTERS)(
    'given %s, when its commands are typed, then they print what it quotes',
    async (chapter) => {
      const page = pageOf(chapter, language);
      for (const step of stepsOf(page)) {
        expect(await reader.type(step), `${step.command}\n\nis quoted:\n${step.quoted}`).toBeUndefined();
      }
    },
  );
});

describe('the pages of the tour', () => {
  it('given the folder, then there are ten chapters, numbered without a gap', () => {
    expect(CHAPTERS.map((name) => Number(name.slice(0, 2)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each(CHAPTERS)('given %s, then both languages have the same commands, files and headings', (chapter) => {
    const [english, chinese] = LANGUAGES.map((language) => outlineOf(pageOf(chapter, language)));

    expect(chinese).toEqual(english);
    expect(english?.commands.length).toBeGreaterThan(0);
    expect(english?.files.length).toBeGreaterThanOrEqual(3);
  });

  it.each(CHAPTERS)('given %s, then the files it names exist and each command has a block', (chapter) => {
    for (const language of LANGUAGES) {
      const page = pageOf(chapter, language);
      expect(outlineOf(page).files.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
      expect(stepsOf(page)).toHaveLength(page.split('```sh\n').length - 1);
    }
  });

  it.each(LANGUAGES)('given %s, then each page leads to the next, and to itself in the other', (language) => {
    const pages = ['README.md', ...CHAPTERS];
    for (const [index, name] of pages.entries()) {
      const links = linksOf(pageOf(name, language));
      const next = pages[index + 1] ?? 'README.md';
      expect(links).toContain(inLanguage(next, language));
      expect(links).toContain(inLanguage(name, language === 'en' ? 'zh' : 'en'));
    }
  });
});

function pageOf(name: string, language: Language): string {
  return readFileSync(new URL(inLanguage(name, language), TOUR), 'utf8');
}

function inLanguage(name: string, language: Language): string {
  return language === 'en' ? name : name.replace(/\.md$/, '.zh-CN.md');
}

function outlineOf(page: string) {
  return {
    headings: [...page.matchAll(/^#+ /gm)].map(([heading]) => heading),
    commands: stepsOf(page).map(({ command }) => command),
    files: [...page.matchAll(/`((?:packages|examples|tests|docs)\/[\w./-]+)`/g)].map(([, path = '']) =>
      path.replace('.zh-CN', ''),
    ),
  };
}

function linksOf(page: string): readonly string[] {
  return [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
}
