/** Questions and their one answer, time-outs included, and finding actors by path. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { TestProbe } from '../testing/index.ts';
import type { Props } from './actor.ts';
import { ActorSystem } from './actor-system.ts';

function setting(): { world: SimWorld; system: ActorSystem } {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a') }) };
}

const answering: Props<unknown> = {
  create: (context) => ({
    receive: (message) => {
      if (message === 'fail') context.replyFailure(new Error('refused'));
      else context.reply(`answer to ${String(message)}`);
    },
  }),
};

describe('ask', () => {
  it('given an answer or a failure, then the promise resolves or rejects with it and nothing is left', async () => {
    const { world, system } = setting();
    const ref = system.spawn(answering);

    expect(await world.complete(system.ask(ref, 'x', { timeoutMs: 100 }))).toBe('answer to x');
    await expect(world.complete(system.ask(ref, 'fail', { timeoutMs: 100 }))).rejects.toThrow('refused');
    expect(system.pendingAskCount).toBe(0);
    expect(world.nowMs).toBe(0);
  });

  it('41: given no answer, then ASK_TIMEOUT names target, message, time and queue, and nothing is left', async () => {
    const { world, system } = setting();
    const probe = new TestProbe(system, 'silent');
    const asking = system.ask(probe.ref, { kind: 'requestSlot' }, { timeoutMs: 250 });
    const described = system.ask(probe.ref, {}, { timeoutMs: 250, description: 'cancelTask' });

    await expect(world.complete(asking)).rejects.toMatchObject({
      code: 'ASK_TIMEOUT',
      details: {
        target: 'rivulet://rivulet/user/silent',
        method: 'requestSlot',
        timeoutMs: 250,
        mailboxDepth: 0,
        current: 'none',
      },
    });
    await expect(world.complete(described)).rejects.toThrow('cancelTask');
    expect(world.nowMs).toBe(250);
    expect(system.pendingAskCount).toBe(0);
  });

  it('case 41: given a target that is held up, then ASK_TIMEOUT names the message whose turn it is and its age', async () => {
    const { world, system } = setting();
    const probe = new TestProbe(system, 'slow');
    await world.settle();
    system.pauseMailbox(probe.ref.path);
    probe.ref.tell({ kind: 'cancelJob' });
    await world.advance(40);

    const asking = system.ask(probe.ref, { kind: 'requestSlot' }, { timeoutMs: 250 });

    await expect(world.complete(asking)).rejects.toMatchObject({
      code: 'ASK_TIMEOUT',
      message: expect.stringContaining('in its mailbox: 2; its turn: cancelJob, sent 290 ms ago'),
    });
  });

  it('42: given a dead recipient, then it fails at once; late and second answers are dead letters', async () => {
    const { world, system } = setting();
    const dead = system.spawn(answering);
    system.stop(dead);
    await world.settle();

    const asking = system.ask(dead, 'x', { timeoutMs: 1_000 });
    await expect(world.complete(asking)).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    expect(world.nowMs).toBe(0);

    const probe = new TestProbe(system);
    const late = system.ask(probe.ref, 'x', { timeoutMs: 10 });
    await expect(world.complete(late)).rejects.toMatchObject({ code: 'ASK_TIMEOUT' });
    probe.reply('too late');
    probe.reply('later still');
    expect(system.deadLetters.count('lateReply')).toBe(2);
  });

  it('42: given a queued ask, when the recipient stops first, then it fails without waiting', async () => {
    const { world, system } = setting();
    const ref = system.spawn(answering);
    await world.settle();
    system.stop(ref);

    const asking = system.ask(ref, 'x', { timeoutMs: 1_000 });

    await expect(world.complete(asking)).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    expect(world.nowMs).toBe(0);
  });

  it.each([0, -1, Number.NaN])('43: given the timeout %d, then it is refused at once', async (timeoutMs) => {
    const { world, system } = setting();
    const probe = new TestProbe(system);

    const asking = system.ask(probe.ref, 'x', { timeoutMs });

    await expect(world.complete(asking)).rejects.toMatchObject({ code: 'ASK_TIMEOUT_INVALID' });
    expect(system.pendingAskCount).toBe(0);
    expect(probe.messages).toEqual([]);
  });

  it('given an ask that is watched, when it is over, then its watchers are told once, and so is a late one', async () => {
    const { world, system } = setting();
    const [silent, early, late, gone] = ['silent', 'early', 'late', 'gone'].map(
      (name) => new TestProbe(system, name),
    );
    const asking = system.ask(silent!.ref, 'x', { timeoutMs: 250 });
    await world.settle();
    const temporary = silent!.senders.at(-1)!;
    early!.watch(temporary);
    gone!.watch(temporary);
    gone!.unwatch(temporary);
    await world.settle();
    expect(early!.deaths).toEqual([]);

    silent!.reply('answer');
    expect(await world.complete(asking)).toBe('answer');
    late!.watch(temporary);
    await world.settle();

    expect([early!.deaths, late!.deaths, gone!.deaths]).toEqual([[temporary.path], [temporary.path], []]);
  });

  it('given asks that are watched, when one times out and one is stopped, then their watchers are told', async () => {
    const { world, system } = setting();
    const [silent, watcher] = [new TestProbe(system), new TestProbe(system)];
    const temporaries: string[] = [];
    const askAndWatch = async (timeoutMs: number): Promise<{ readonly failure: Promise<unknown> }> => {
      const failure = system.ask(silent.ref, 'x', { timeoutMs }).catch((error: unknown) => error);
      await world.settle();
      temporaries.push(silent.senders.at(-1)!.path);
      watcher.watch(silent.senders.at(-1)!);
      return { failure };
    };
    const timedOut = await askAndWatch(100);
    const stopped = await askAndWatch(60_000);

    system.stop(silent.senders.at(-1)!);
    await world.advance(100);

    expect(await stopped.failure).toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    expect(await timedOut.failure).toMatchObject({ code: 'ASK_TIMEOUT' });
    expect(watcher.deaths).toEqual(temporaries.toReversed());
    expect(system.pendingAskCount).toBe(0);
  });

  it('given asks that wait, when the system terminates, then they fail', async () => {
    const { world, system } = setting();
    const probe = new TestProbe(system);
    const asking = system.ask(probe.ref, 'x', { timeoutMs: 60_000 });
    const failure = asking.catch((error: unknown) => error);
    await world.settle();

    await world.complete(system.terminate());

    expect(await failure).toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    expect(world.nowMs).toBe(0);
  });
});

describe('selection', () => {
  it('47: given a wildcard and nobody alive, then it is unreachable; with an old one stopped, the new one is found', async () => {
    const { world, system } = setting();
    const nobody = system.resolve('/user/dispatcher_*', 100);
    await expect(world.complete(nobody)).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    const old = system.spawn(answering, 'dispatcher_0');
    await world.settle();
    system.stop(old);
    await world.settle();
    const fresh = system.spawn(answering, 'dispatcher_1');

    expect(await world.complete(system.resolve('/user/dispatcher_*', 100))).toBe(fresh);
    expect(await world.complete(system.resolve(`${system.address}/user/dispatcher_1`, 100))).toBe(fresh);
  });
});
