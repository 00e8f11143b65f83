/** Names and paths of actors: what is allowed, how they are taken apart, what a wildcard matches. */
import { describe, expect, it } from 'vitest';
import { checkActorName, childPath, nameMatches, splitFullPath, pathFrom } from './actor-path.ts';

describe('actor paths', () => {
  it('given a full path, then address and path come apart; a local path has no address', () => {
    const address = 'rivulet.tcp://rivulet@127.0.0.1:6123';

    expect(splitFullPath(`${address}/user/rpc/dispatcher_1`)).toEqual({
      address,
      path: '/user/rpc/dispatcher_1',
    });
    expect(splitFullPath('/user/a')).toEqual({ address: undefined, path: '/user/a' });
    expect(splitFullPath(address)).toEqual({ address, path: '/' });
    expect(childPath('/', 'user')).toBe('/user');
  });

  it.each([
    ['dispatcher_0', 'dispatcher_*', true],
    ['dispatcher', 'dispatcher_*', false],
    ['aXbXc', 'a*b*c', true],
    ['ab', 'a*b*b', false],
    ['anything', '*', true],
    ['exact', 'exact', true],
    ['exactly', 'exact', false],
  ])('given %s and the pattern %s, then matching is %s', (name, pattern, matches) => {
    expect(nameMatches(name, pattern)).toBe(matches);
  });

  it.each(['', '$a', 'a/b', 'a b', 'a*', '#1'])('given the name "%s", then ACTOR_NAME_INVALID', (name) => {
    expect(() => checkActorName(name)).toThrow(expect.objectContaining({ code: 'ACTOR_NAME_INVALID' }));
  });

  it('given a path seen from an actor, then names, steps up and the root lead where they say', () => {
    const from = (path: string): string => pathFrom('/user/a', path);

    expect(['child', 'child/*', '../b', '../../system', '/user/c', '../../../..', ''].map(from)).toEqual([
      '/user/a/child',
      '/user/a/child/*',
      '/user/b',
      '/system',
      '/user/c',
      '/',
      '/user/a',
    ]);
  });
});
