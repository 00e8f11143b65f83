/** Registration that keeps trying: the pauses after silence, errors and refusals. */
import { describe, expect, it } from 'vitest';
import { streamError } from '../../base/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { edgesOf } from '../../machine/index.ts';
import { REGISTRATION_TABLE } from './registration-machine.ts';
import { RetryingRegistration } from './retrying-registration.ts';

type Success = { readonly kind: 'success'; readonly id: string };
type Answer = Success | { readonly kind: 'refused'; readonly reason: string } | 'silence' | Error;

class Scene {
  readonly world = new SimWorld();
  readonly events: string[] = [];
  /** What the peer does at each call; the last one repeats. */
  answers: Answer[] = [];
  connectFailures = 0;
  readonly registration: RetryingRegistration<string, Success>;

  constructor() {
    const { timers } = this.world.node('node');
    this.registration = new RetryingRegistration<string, Success>(
      {
        runAsync: (action) => timers.soon(action),
        scheduleRunAsync: (delayMs, action) => timers.after(delayMs, action),
      },
      {
        connect: () => {
          this.#note('connect');
          return this.connectFailures-- > 0
            ? Promise.reject(new Error('nobody'))
            : Promise.resolve('gateway');
        },
        register: (_gateway, timeoutMs) => {
          this.#note(`register ${timeoutMs}`);
          const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
          if (answer instanceof Error) return Promise.reject(answer);
          if (answer !== undefined && answer !== 'silence') return Promise.resolve(answer);
          return new Promise((_resolve, reject) =>
            timers.after(timeoutMs, () => reject(streamError('ASK_TIMEOUT', {}))),
          );
        },
        registered: (gateway, success) => this.#note(`registered ${success.id} at ${gateway}`),
        refused: (reason) => this.#note(`refused ${reason}`),
        failed: (error) => this.#note(`failed ${(error as Error).message}`),
      },
    );
  }

  #note(event: string): void {
    this.events.push(`${this.world.nowMs}: ${event}`);
  }
}

const SUCCESS: Success = { kind: 'success', id: 'r1' };

describe('a registration that does not give up', () => {
  it('given answers that do not come, then the deadline doubles from 100 ms up to 30 s', async () => {
    const scene = new Scene();
    scene.answers = [...Array.from({ length: 11 }, (): Answer => 'silence'), SUCCESS];

    scene.registration.start();
    await scene.world.run();

    const deadlines = scene.events
      .filter((event) => event.includes('register '))
      .map((event) => event.split(' ')[2]);
    expect(deadlines.map(Number)).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000, 30_000,
    ]);
    expect(scene.registration.state).toBe('REGISTERED');
    expect(scene.registration.attempts).toBe(12);
  });

  it('given an error, then it pauses 10 s and connects again', async () => {
    const scene = new Scene();
    scene.connectFailures = 1;
    scene.answers = [new Error('not the leader'), SUCCESS];

    scene.registration.start();
    await scene.world.run();

    expect(scene.events).toEqual([
      '0: connect',
      '0: failed nobody',
      '10000: connect',
      '10000: register 100',
      '10000: failed not the leader',
      '20000: connect',
      '20000: register 100',
      '20000: registered r1 at gateway',
    ]);
  });

  it('given a refusal, then it says so and tries again after 30 s', async () => {
    const scene = new Scene();
    scene.answers = [{ kind: 'refused', reason: 'unknown job' }, SUCCESS];

    scene.registration.start();
    await scene.world.run();

    expect(scene.events.slice(2)).toEqual([
      '0: refused unknown job',
      '30000: connect',
      '30000: register 100',
      '30000: registered r1 at gateway',
    ]);
  });

  it('given a close while a call is pending, then its answer is not heard and no timer is left', async () => {
    const scene = new Scene();
    scene.answers = [SUCCESS];

    scene.registration.start();
    scene.registration.close();
    await scene.world.run();

    expect(scene.events).toEqual(['0: connect']);
    expect(scene.registration.state).toBe('CLOSED');
    scene.registration.close();
  });

  it('given a close during a pause, then the pause ends with it', async () => {
    const scene = new Scene();
    scene.connectFailures = 1;

    scene.registration.start();
    await scene.world.settle();
    scene.registration.close();
    await scene.world.run();

    expect(scene.world.nowMs).toBe(0);
    expect(scene.events).toEqual(['0: connect', '0: failed nobody']);
  });

  it('then every state but CLOSED can be closed, and only an answer registers', () => {
    const edges = edgesOf(REGISTRATION_TABLE);

    expect(edges.filter(({ event }) => event === 'close').map(({ from }) => from)).toEqual([
      'UNREGISTERED',
      'RESOLVING',
      'REGISTERING',
      'BACKOFF',
      'REFUSED',
      'REGISTERED',
    ]);
    expect(edges.filter(({ to }) => to === 'REGISTERED')).toEqual([
      { from: 'REGISTERING', event: 'accepted', to: 'REGISTERED' },
    ]);
  });
});
