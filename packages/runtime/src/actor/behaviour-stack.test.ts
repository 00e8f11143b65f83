/** Changing what an actor does with messages while it runs. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { ActorSystem } from './actor-system.ts';

type Step = 'replace' | 'cover' | 'uncover' | 'boom' | 'say';

/** Tells with each message how deep the behaviour is that got it. */
async function run(steps: readonly Step[]): Promise<string[]> {
  const world = new SimWorld();
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a') });
  const said: string[] = [];
  let named = 0;
  const ref = system.spawn<Step>({
    create: (context) => {
      const act = (name: string, step: Step): void => {
        said.push(name);
        if (step === 'boom') throw new Error('boom');
        if (step === 'uncover') return context.unbecome();
        if (step === 'say') return;
        const next = `behaviour ${++named}`;
        context.become((message) => act(next, message), { keepOld: step === 'cover' });
      };
      return { receive: (step) => act('receive', step) };
    },
  });
  for (const step of steps) ref.tell(step);
  await world.settle();
  return said;
}

describe('become', () => {
  it('case 7: given three behaviours on top of each other, when restarted, then receive gets the next message', async () => {
    expect(await run(['cover', 'cover', 'cover', 'boom', 'say'])).toEqual([
      'receive',
      'behaviour 1',
      'behaviour 2',
      'behaviour 3',
      'receive',
    ]);
  });

  it('given a behaviour laid over another, when taken off, then the one below is back', async () => {
    expect(await run(['cover', 'cover', 'uncover', 'uncover', 'say', 'uncover', 'say'])).toEqual([
      'receive',
      'behaviour 1',
      'behaviour 2',
      'behaviour 1',
      'receive',
      'receive',
      'receive',
    ]);
  });

  it('given a behaviour that replaces another, when taken off, then the replaced one does not come back', async () => {
    expect(await run(['cover', 'replace', 'uncover', 'say'])).toEqual([
      'receive',
      'behaviour 1',
      'behaviour 2',
      'receive',
    ]);
  });
});
