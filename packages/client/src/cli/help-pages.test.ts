/** What the help says, what the READMEs say and what can be typed are the same: every command has a page with an
 *  example, every example parses, every command is in both READMEs' table, and every command named there exists. */
import { readFileSync } from 'node:fs';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const ROOT = new URL('../../../../', import.meta.url);
const io = openNodeIo({ logLevel: 'silent' });
const INTERNAL = ['tour-start'];
const COMMANDS = commandsIn(await pageOf());

describe.each(COMMANDS)('rivulet %s --help', (command) => {
  it.each(['en', 'zh'])(
    'given %s, then it has an example of this command, with flags that it knows',
    async (language) => {
      const pages = command === 'cluster' ? ['start', 'stop', 'status'] : [''];
      for (const page of pages) {
        const words = [command, page].filter((word) => word !== '');
        const text = await pageOf(...words, '--lang', language);
        const example = /(?:Example: |示例：)rivulet (.*)$/m.exec(text)?.[1] ?? '';
        expect(example.startsWith(words.join(' ')), text).toBe(true);
        const flags = [...(example.split(' -- ')[0] ?? '').matchAll(/(?<= )--([a-z-]+)/g)].map(
          ([flag]) => flag,
        );
        expect(
          flags.filter((flag) => !text.replace(example, '').includes(flag) && flag !== '--lang'),
        ).toEqual([]);
      }
    },
  );

  it.each(['README.md', 'README.zh-CN.md'])('then %s has it in its table', (readme) => {
    if (INTERNAL.includes(command)) return;
    const table = rowsOf(readme).join('\n');
    expect(table).toMatch(new RegExp(`rivulet ${command}\\b`));
  });
});

describe('the READMEs', () => {
  it.each(['README.md', 'README.zh-CN.md'])('given %s, then every command it names exists', (readme) => {
    const named = [...readFileSync(new URL(readme, ROOT), 'utf8').matchAll(/`rivulet ([a-z-]+)/g)].map(
      ([, command = '']) => command,
    );

    expect(named.filter((command) => !COMMANDS.includes(command))).toEqual([]);
  });
});

async function pageOf(...words: readonly string[]): Promise<string> {
  let out = '';
  const lines = words.filter((word) => word !== '--lang' && word !== 'en' && word !== 'zh');
  const language = words.includes('zh') ? 'zh' : 'en';
  await runCli([...lines, '--help', '--lang', language], {
    io: { ...io, console: { out: (text) => void (out += text), err: (text) => void (out += text) } },
    environment: {},
    workingDirectory: '/',
    outIsTerminal: false,
    outColor: false,
    errColor: false,
    onInterrupt: () => undefined,
    leave: () => undefined,
  });
  return out;
}

function commandsIn(help: string): readonly string[] {
  const [, list = ''] = help.split('COMMANDS\n');
  return list.split('\n').flatMap((line) => /^ {2}([a-z-]+) /.exec(line)?.[1] ?? []);
}

/** Of the table of commands. */
function rowsOf(readme: string): readonly string[] {
  return readFileSync(new URL(readme, ROOT), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
}
