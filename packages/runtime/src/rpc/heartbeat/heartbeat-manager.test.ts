/** Heartbeats on virtual time: who counts as lost, and when. */
import { describe, expect, it } from 'vitest';
import { asId, type ResourceId } from '../../base/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { edgesOf } from '../../machine/index.ts';
import type { MainThread } from '../main-thread.ts';
import { HEARTBEAT_TABLE } from './heartbeat-machine.ts';
import { HeartbeatManager } from './heartbeat-manager.ts';

const PEER = asId<ResourceId>('tm-1');
const SETTINGS = { intervalMs: 10_000, timeoutMs: 50_000, failureThreshold: 2 };

class Scene {
  readonly world = new SimWorld();
  readonly events: string[] = [];
  readonly sent: number[] = [];
  reachable = true;
  readonly manager: HeartbeatManager<string>;

  constructor(role: 'sender' | 'receiver') {
    const { clock, timers } = this.world.node('node');
    const mainThread: MainThread = {
      runAsync: (action) => timers.soon(action),
      scheduleRunAsync: (delayMs, action) => timers.after(delayMs, action),
    };
    this.manager = new HeartbeatManager(clock, mainThread, role, SETTINGS, {
      received: (peer, payload) => this.events.push(`${peer} says ${payload}`),
      lost: (peer, loss) => this.events.push(`${peer} ${loss} at ${this.world.nowMs}`),
    });
  }

  target(): { send(): Promise<void> } {
    return {
      send: () => {
        this.sent.push(this.world.nowMs);
        return this.reachable ? Promise.resolve() : Promise.reject(new Error('unreachable'));
      },
    };
  }
}

describe('heartbeats', () => {
  it('given a silent peer, when the timeout has passed, then it is lost once', async () => {
    const scene = new Scene('sender');
    scene.manager.monitor(PEER, scene.target());

    await scene.world.advance(200_000);

    expect(scene.events).toEqual(['tm-1 timeout at 50000']);
    expect(scene.sent).toEqual([10_000, 20_000, 30_000, 40_000]);
    scene.manager.stop();
  });

  it('given a peer that answers, then its payload is passed on and it is never lost', async () => {
    const scene = new Scene('sender');
    scene.manager.monitor(PEER, scene.target());

    for (let beat = 0; beat < 10; beat++) {
      await scene.world.advance(30_000);
      scene.manager.receive(PEER, `beat ${beat}`);
    }

    expect(scene.events).toHaveLength(10);
    expect(scene.events[9]).toBe('tm-1 says beat 9');
    expect(scene.manager.lastHeartbeatMs(PEER)).toBe(300_000);
    scene.manager.stop();
  });

  it('given two failed calls in a row, then the peer is unreachable at once', async () => {
    const scene = new Scene('sender');
    scene.manager.monitor(PEER, scene.target());
    scene.reachable = false;

    await scene.world.advance(25_000);

    expect(scene.events).toEqual(['tm-1 unreachable at 20000']);
    scene.manager.stop();
  });

  it('given a success between two failures, then the count starts again', async () => {
    const scene = new Scene('sender');
    scene.manager.monitor(PEER, scene.target());

    scene.reachable = false;
    await scene.world.advance(10_000);
    scene.reachable = true;
    await scene.world.advance(10_000);
    scene.reachable = false;
    await scene.world.advance(10_000);
    expect(scene.events).toEqual([]);
    await scene.world.advance(10_000);

    expect(scene.events).toEqual(['tm-1 unreachable at 40000']);
    scene.manager.stop();
  });

  it('given a peer that is no longer monitored, then it is neither called nor lost, and no timer is left', async () => {
    const scene = new Scene('sender');
    scene.manager.monitor(PEER, scene.target());
    await scene.world.advance(15_000);

    scene.manager.unmonitor(PEER);
    await scene.world.advance(100_000);
    scene.manager.receive(PEER, 'late');
    scene.manager.stop();

    expect(scene.sent).toEqual([10_000]);
    expect(scene.events).toEqual([]);
    await scene.world.run();
  });

  it('given the receiver role, then each request is answered, and silence means lost', async () => {
    const scene = new Scene('receiver');
    scene.manager.monitor(PEER, scene.target());

    await scene.world.advance(10_000);
    scene.manager.receive(PEER, 'ping');
    await scene.world.advance(60_000);

    expect(scene.sent).toEqual([10_000]);
    expect(scene.events).toEqual(['tm-1 says ping', 'tm-1 timeout at 60000']);
    scene.manager.stop();
  });

  it('then the table has these edges and no other', () => {
    const lines = edgesOf(HEARTBEAT_TABLE).map(({ from, event, to }) => `${from} ${event} ${to}`);

    expect(lines).toEqual([
      'RUNNING alive RUNNING',
      'RUNNING callSucceeded RUNNING',
      'RUNNING callFailed UNREACHABLE',
      'RUNNING callFailed RUNNING',
      'RUNNING silence TIMEOUT',
      'RUNNING cancel CANCELED',
    ]);
  });
});
