/** Going down in order: phases, deadlines, failures, and asking twice. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../../io/sim/index.ts';
import { CoordinatedShutdown } from './coordinated-shutdown.ts';
import { orderPhases, type ShutdownPhase } from './shutdown-phases.ts';

function phase(name: string, ...after: string[]): ShutdownPhase {
  return { name, after, timeoutMs: 1_000 };
}

describe('coordinated shutdown', () => {
  it('case 49: given phases in a circle, twice the same or after none, then they are refused', () => {
    const { timers, log } = new SimWorld().node('a');
    const refused = (...phases: ShutdownPhase[]): unknown => {
      try {
        return new CoordinatedShutdown({ timers, log }, phases);
      } catch (error) {
        return error;
      }
    };

    expect([
      refused(phase('a', 'c'), phase('b', 'a'), phase('c', 'b')),
      refused(phase('a', 'a')),
      refused(phase('a'), phase('a')),
      refused(phase('a', 'z')),
    ]).toMatchObject([
      { code: 'SHUTDOWN_PHASES_INVALID', details: { phases: 'a → c → b → a' } },
      { code: 'SHUTDOWN_PHASES_INVALID', details: { phases: 'a → a' } },
      { code: 'SHUTDOWN_PHASES_INVALID', details: { reason: 'a phase is there twice' } },
      { code: 'SHUTDOWN_PHASES_INVALID', details: { reason: 'a comes after z, which is no phase' } },
    ]);
  });

  it('given phases in any order, then each comes after those it depends on', () => {
    const phases = [phase('d', 'b', 'c'), phase('b', 'a'), phase('c', 'a'), phase('a')];

    expect(orderPhases(phases).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('case 49: given a task that hangs and one that fails, then each costs only its phase and is reported', async () => {
    const world = new SimWorld();
    const shutdown = CoordinatedShutdown.create(world.node('a'));
    const done: string[] = [];
    const note = (what: string) => () => void done.push(`${what} at ${world.nowMs}`);
    const cause = new Error('no');
    shutdown.addTask('stopActors', 'actors', note('actors'));
    shutdown.addTask('leave', 'hanging', () => new Promise(() => {}));
    shutdown.addTask('leave', 'beside it', note('beside it'));
    shutdown.addTask('unbind', 'failing', () => {
      throw cause;
    });
    shutdown.addTask('unbind', 'unbind', note('unbind'));

    const report = await world.complete(shutdown.run('a test'));

    expect(done).toEqual(['unbind at 0', 'beside it at 0', 'actors at 20000']);
    expect(report).toEqual({
      reason: 'a test',
      failures: [
        { phase: 'unbind', task: 'failing', cause },
        { phase: 'leave', task: 'hanging' },
      ],
    });
    expect(world.logLines.filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  it('given a task that fails and one that hangs, then whoever closes is told which, and with what cause', async () => {
    const world = new SimWorld();
    const shutdown = CoordinatedShutdown.create(world.node('a'));
    const cause = new Error('no');
    shutdown.addTask('unbind', 'rest', () => {
      throw cause;
    });
    shutdown.addTask('leave', 'dispatcher', () => new Promise(() => {}));

    const closing = shutdown.close('a signal');

    await expect(world.complete(closing)).rejects.toMatchObject({
      code: 'SHUTDOWN_INCOMPLETE',
      details: {
        reason: 'a signal',
        failures: 'rest in unbind: no; dispatcher in leave: still running',
      },
      cause,
    });
  });

  it('case 49: given two who ask, then it runs once and both get the same report; no timer is left', async () => {
    const world = new SimWorld();
    const shutdown = CoordinatedShutdown.create(world.node('a'));
    let runs = 0;
    shutdown.addTask('stopServices', 'service', () => void runs++);

    const [first, second] = [shutdown.run('first'), shutdown.run('second')];
    const reports = await world.complete(Promise.all([first, second, shutdown.run('third')]));
    await world.run();

    expect([runs, world.nowMs]).toEqual([1, 0]);
    expect(reports.map(({ reason }) => reason)).toEqual(['first', 'first', 'first']);
  });
});
