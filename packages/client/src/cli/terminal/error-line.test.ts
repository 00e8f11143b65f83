/** Errors as one line for people and as a document for programs. */
import { streamError } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../exit-code.ts';
import { errorDocument, errorLine } from './error-line.ts';

describe('errorLine', () => {
  it('given a coded error, then code, what was seen and what to do stand on one line, in both languages', () => {
    const error = streamError('CONFIG_FILE_INVALID', { file: 'a.yaml', reason: 'two\nlines' });

    expect(errorLine(error, 'en')).toBe(
      'CONFIG_FILE_INVALID: the configuration file a.yaml cannot be used: two lines. ' +
        'It is YAML: one `key: value` a line.',
    );
    expect(errorLine(error, 'zh')).toMatch(
      /^CONFIG_FILE_INVALID: 无法使用配置文件 a\.yaml：two lines。该文件为 YAML/,
    );
  });

  it('given anything else that was thrown, then it is CLIENT_INTERNAL with its text', () => {
    expect(errorDocument(new Error('oh'), 'en')).toMatchObject({
      code: 'CLIENT_INTERNAL',
      message: 'something failed that has no code of its own: oh',
    });
    expect(errorLine('text', 'en')).toContain(
      'CLIENT_INTERNAL: something failed that has no code of its own: text',
    );
  });
});

describe('exitCodeOf', () => {
  it('given errors of each kind, then the code tells them apart', () => {
    expect(exitCodeOf(streamError('CLIENT_TIMEOUT', {}))).toBe(124);
    expect(exitCodeOf(streamError('SLOT_INSUFFICIENT', {}))).toBe(4);
    expect(exitCodeOf(streamError('JOB_FAILED', {}))).toBe(1);
    expect(exitCodeOf(new Error('x'))).toBe(1);
  });
});
