/** Errors from other processes keep their code and can be told in Chinese. */
import { streamError } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { parseRemoteError, remoteError } from './remote-error.ts';

describe('a remote error', () => {
  it('given only its English text, then the details are read back and it is told in Chinese', () => {
    const original = streamError('CONFIG_VALUE_INVALID', {
      key: 'a.b',
      origin: '-D',
      expected: 'x (y)',
      value: '.*',
    });

    const rebuilt = parseRemoteError(`${original.code}: ${original.message}. ${original.help('en')}`);

    expect(rebuilt?.details).toEqual(original.details);
    expect(rebuilt?.describe('zh')).toBe(original.describe('zh'));
  });

  it('given a text that fits no template, then the text itself is kept', () => {
    const rebuilt = parseRemoteError('JOB_NOT_FOUND: something else');

    expect(rebuilt?.code).toBe('JOB_NOT_FOUND');
    expect(rebuilt?.message).toBe('something else');
    expect(parseRemoteError('no code')).toBeUndefined();
    expect(parseRemoteError('NOT_OURS: text')).toBeUndefined();
  });

  it('given code and details, then they are used as they are', () => {
    expect(remoteError('JOB_NOT_FOUND', 'Job 7 not found', { jobId: '7' }).message).toBe('Job 7 not found');
  });
});
