/** What is typed around a command: language, verbosity, the job's own words, interrupts, addresses. */
import { isStreamError } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import { hostAndPort } from './host-and-port.ts';
import { Interrupts } from './interrupts.ts';
import { languageOf } from './language.ts';

describe('parseCommandLine', () => {
  it('given words around --, then the job has its own and the rest is sorted', () => {
    const line = parseCommandLine([
      '--lang',
      'zh',
      'run',
      'a.ts',
      '--verbose',
      '--',
      '--lang',
      'en',
      '--',
      'x',
    ]);

    expect(line).toEqual({
      words: ['run', 'a.ts'],
      lang: 'zh',
      verbose: true,
      jobArguments: ['--lang', 'en', '--', 'x'],
    });
    expect(parseCommandLine(['list', '--lang=en'])).toEqual({ words: ['list'], lang: 'en', verbose: false });
  });
});

describe('languageOf', () => {
  it('given several wishes, then flag, RIVULET_LANG, LC_ALL and LANG count in this order', () => {
    expect(languageOf('en', { RIVULET_LANG: 'zh' })).toBe('en');
    expect(languageOf(undefined, { RIVULET_LANG: 'zh', LC_ALL: 'C' })).toBe('zh');
    expect(languageOf(undefined, { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' })).toBe('en');
    expect(languageOf(undefined, { LC_ALL: '', LANG: 'zh_CN.UTF-8' })).toBe('zh');
    expect(languageOf(undefined, {})).toBe('en');
  });
});

describe('Interrupts', () => {
  it('given a listening command, then the first interrupt asks it, its echo is ignored, the second leaves', () => {
    const happened: string[] = [];
    let nowMs = 1000;
    const interrupts = new Interrupts({ nowMs: () => nowMs }, () => happened.push('left'));
    interrupts.listen(() => happened.push('asked'));

    interrupts.interrupt();
    nowMs += 5;
    interrupts.interrupt();
    expect(happened).toEqual(['asked']);
    nowMs += 500;
    interrupts.interrupt();

    expect(happened).toEqual(['asked', 'left']);
  });

  it('given a command that does not listen, then the first interrupt leaves', () => {
    const happened: string[] = [];
    const interrupts = new Interrupts({ nowMs: () => 0 }, () => happened.push('left'));

    interrupts.interrupt();

    expect(happened).toEqual(['left']);
    expect(interrupts.requested).toBe(true);
  });
});

describe('hostAndPort', () => {
  it('given addresses as people type them, then host and port are told apart', () => {
    expect(hostAndPort('localhost:8081')).toEqual({ host: 'localhost', port: 8081 });
    expect(hostAndPort('http://10.0.0.1:80/')).toEqual({ host: '10.0.0.1', port: 80 });
    expect(hostAndPort('[::1]:6123')).toEqual({ host: '::1', port: 6123 });
  });

  it.each(['', 'localhost', 'a:b', 'a:0', 'a:70000'])('given %j, then CLIENT_USAGE', (text) => {
    const refused = (): unknown => {
      try {
        return hostAndPort(text);
      } catch (error) {
        return error;
      }
    };

    expect(isStreamError(refused(), 'CLIENT_USAGE')).toBe(true);
  });
});
