/** Where a setting comes from, and what a wrong one gets. */
import { isStreamError } from '@rivulet/runtime/base';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { parseConfigFile } from './config-file.ts';
import { CONFIG_KEY_NAMES, CONFIG_KEYS } from './config-keys.ts';
import { Configuration } from './configuration.ts';

function errorOf(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (isStreamError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('Configuration', () => {
  it('given nothing, then the defaults of commands.md hold, with their types', () => {
    const config = new Configuration();

    expect(config.get('rest.port')).toBe(8081);
    expect(config.get('taskmanager.memory.segment-size')).toBe(32_768);
    expect(config.get('slot.request.timeout')).toBe(300_000);
    expect(config.get('rpc.framesize')).toBe(10_485_760);
    expect(config.originOf('rest.port')).toBe('default');
    expectTypeOf(config.get('rest.port')).toEqualTypeOf<number>();
    expectTypeOf(config.get('taskmanager.network.flow-control')).toEqualTypeOf<'credit' | 'tcp'>();
  });

  it('given a value everywhere, then the flag wins, then the environment, then the file', () => {
    const file = parseConfigFile(
      'rivulet.yaml',
      'rest.port: 1\nrpc:\n  ask.timeout: 2s\nheartbeat.interval: 3s\n',
    );
    const environment = { RIVULET_REST_PORT: '11', RIVULET_RPC_ASK_TIMEOUT: '12s', RIVULET_LANG: 'zh' };

    const config = new Configuration({ file, environment, flags: ['rest.port=21'] });

    expect(config.get('rest.port')).toBe(21);
    expect(config.get('rpc.ask.timeout')).toBe(12_000);
    expect(config.get('heartbeat.interval')).toBe(3000);
    expect(config.originOf('rpc.ask.timeout')).toBe('RIVULET_RPC_ASK_TIMEOUT');
    expect(config.toFlags()).toContain('rest.port=21');
  });

  it('given a misspelt key, then CONFIG_KEY_UNKNOWN suggests the nearest', () => {
    const error = errorOf(() => new Configuration({ flags: ['taskmanager.numberOfTaskSlot=2'] }));

    expect(error.code).toBe('CONFIG_KEY_UNKNOWN');
    expect(error.message).toContain('did you mean taskmanager.numberOfTaskSlots?');
    expect(errorOf(() => new Configuration({ environment: { RIVULET_REST_PROT: '1' } })).message).toContain(
      'did you mean rest.port?',
    );
  });

  it('given a value of another kind, then CONFIG_VALUE_INVALID says what is needed', () => {
    for (const flag of [
      'rest.port=70000',
      'heartbeat.interval=soon',
      'taskmanager.task-threads=one',
      'rpc.framesize=x',
      'taskmanager.network.memory.buffers-per-channel=41',
    ]) {
      expect(errorOf(() => new Configuration({ flags: [flag] })).code).toBe('CONFIG_VALUE_INVALID');
    }
    expect(errorOf(() => new Configuration({ flags: ['rest.port'] })).code).toBe('CLIENT_USAGE');
  });

  it('given a broken file, then CONFIG_FILE_INVALID names it', () => {
    for (const content of ['a: [', '- 1', 'rest.port: [1]', 'just text']) {
      expect(errorOf(() => parseConfigFile('my.yaml', content)).code).toBe('CONFIG_FILE_INVALID');
    }
    expect(parseConfigFile('empty.yaml', '').entries.size).toBe(0);
  });

  it('given every key, then its default is a value of its kind (an empty secret means none)', () => {
    const undefaulted = CONFIG_KEY_NAMES.filter((key) => {
      const { parser, defaultText } = CONFIG_KEYS[key];
      return parser.parse(defaultText) === undefined;
    });

    expect(undefaulted).toEqual(['security.secret']);
  });
});
