/** The first command of both READMEs prints what they quote of it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepsOf } from './page-steps.ts';
import { TourReader } from './tour-reader.ts';

it.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
] as const)(
  'given %s, when its first command is typed, then it prints what is quoted',
  { timeout: 120_000 },
  async (page, language) => {
    await using reader = new TourReader(language);
    const text = readFileSync(new URL(`../../../../../${page}`, import.meta.url), 'utf8');
    const command = stepsOf(text)[0]?.command;
    const quoted = /```text\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '';

    expect(command).toBe('npx -y pnpm start');
    expect(await reader.type({ command: 'npx -y pnpm rivulet tour-start', quoted }), quoted).toBeUndefined();
  },
);
