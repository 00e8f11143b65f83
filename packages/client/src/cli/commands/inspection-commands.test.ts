/** `rivulet actors`, `mailbox` and `trace` against a cluster in this process. */
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiniCluster } from '../../mini-cluster.ts';
import { type Ran, runAgainst } from '../testing/run-against.ts';

const io = openNodeIo({ logLevel: 'silent' });
const DISPATCHER = '/user/rpc/dispatcher_1';
let cluster: MiniCluster;

beforeAll(async () => {
  cluster = await MiniCluster.start({ taskManagers: 1, io });
});
afterAll(async () => cluster[Symbol.asyncDispose]());

const rivulet = (line: string, interruptAfter?: (out: string) => boolean): Promise<Ran> =>
  runAgainst(cluster, line, interruptAfter);

describe('looking into actors', () => {
  it('given a cluster, when actors are listed, then every endpoint has a row, in both languages', async () => {
    const [people, program, chinese] = [
      await rivulet('actors'),
      await rivulet('actors --json'),
      await rivulet('actors --lang zh'),
    ];

    for (const endpoint of ['resourcemanager_0', 'dispatcher_1', 'taskmanager_2']) {
      expect(people.out).toMatch(new RegExp(`/user/rpc/${endpoint} +running`));
    }
    expect(JSON.parse(program.out)).toMatchObject({ processes: [{ process: 'jobmanager' }], circles: [] });
    expect(chinese.out).toContain('已处理');
    expect(JSON.parse(program.out)).toMatchObject({ deadLetters: [{ process: 'jobmanager' }] });
    expect(JSON.parse(program.out)).toHaveProperty('watches.0.watcher', 'rivulet://rivulet/');
  });

  it('given --watch --json, when it is interrupted, then there is one document a line', async () => {
    const { code, out } = await rivulet('actors --watch --json', (sofar) => sofar.split('\n').length > 1);

    expect(code).toBe(0);
    for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('processes');
  });

  it('given a mailbox, when it is paused, stepped and resumed, then it is told, with what times out', async () => {
    const paused = await rivulet(`mailbox pause ${DISPATCHER}`);
    const listing = cluster.client.listJobs();
    const held = await untilHeld();
    const stepped = await rivulet(`mailbox step ${DISPATCHER}`);
    await listing;
    const nothing = await rivulet(`mailbox step ${DISPATCHER}`);
    const resumed = await rivulet(`mailbox resume ${DISPATCHER} --json`);

    expect(paused.out).toContain(`paused ${DISPATCHER}\nNew asks of it time out after 10.0 s.`);
    expect(held.out).toMatch(
      /user \(1 waiting\)\n.*message.*\n.*\n +0 +requestMultipleJobDetails +\(outside\)/,
    );
    expect(stepped.out).toContain('let 1 message(s) through');
    expect(nothing.out).toContain('nothing to let through');
    expect(JSON.parse(resumed.out)).toMatchObject({ action: 'resume', actors: [{ paths: [DISPATCHER] }] });
  });

  it('given payloads, then they are shown as JSON', async () => {
    const { out } = await rivulet(`mailbox ${DISPATCHER} --payloads --json`);

    expect(JSON.parse(out)).toMatchObject({ mailboxes: [{ states: { endpoint: 'STARTED' } }] });
  });

  it('given a wrong action or path, then the code is 2', async () => {
    const [action, path] = [
      await rivulet(`mailbox hold ${DISPATCHER}`),
      await rivulet('mailbox /user/nobody'),
    ];

    expect([action.code, path.code]).toEqual([2, 2]);
    expect(action.err).toMatch(/^CLIENT_USAGE: hold is not one of pause, resume, step/);
    expect(path.err).toMatch(/^ACTOR_NOT_FOUND: no actor lives at \/user\/nobody/);
  });

  it('given a trace, then lines and diagram tell the registration of the TaskManager', async () => {
    const [lines, diagram, nothing] = [
      await rivulet('trace --actor taskmanager'),
      await rivulet('trace --mermaid'),
      await rivulet('trace --job ffffffff'),
    ];

    expect(lines.out).toContain('taskmanager_2 -> resourcemanager_0: registerTaskExecutor');
    expect(diagram.out).toMatch(/^sequenceDiagram\n {2}participant p0 as /);
    expect(nothing.out).toBe('No messages remembered that fit.\n');
  });
});

/** The request travels over HTTP: asked until it waits; the test's own time limit is the bound. */
async function untilHeld(): Promise<Ran> {
  for (;;) {
    const ran = await rivulet(`mailbox ${DISPATCHER}`);
    if (ran.out.includes('(1 waiting)')) return ran;
  }
}
