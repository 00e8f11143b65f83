/** Bundles over a simulated network: fetched once, checked, removed, and every way in which a fetch can fail. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { asId, type BlobKey, isStreamError, type JobId } from '@rivulet/runtime/base';
import { SimWorld } from '@rivulet/runtime/io/sim';
import { describe, expect, it } from 'vitest';
import { JobModules } from './job-modules.ts';

const SERVER = { host: 'jm', port: 8_081 };
const [JOB, OTHER_JOB] = [asId<JobId>('job-1'), asId<JobId>('job-2')];
const CODE = 'export default 1;\n'.repeat(5_000);
const KEY = asId<BlobKey>(createHash('sha256').update(CODE).digest('hex'));

/** A server that answers each connection with `answer`, and notes what was asked. */
async function serve(answer: string): Promise<{ world: SimWorld; modules: JobModules; requests: string[] }> {
  const world = new SimWorld();
  const requests: string[] = [];
  const listening = world.node('jm').network.listen(SERVER, (connection) => {
    let request = '';
    connection.handle({
      data: (bytes) => {
        request += new TextDecoder().decode(bytes);
        if (!request.endsWith('\r\n\r\n')) return;
        requests.push(request);
        connection.write(new TextEncoder().encode(answer));
        connection.end();
      },
      drained: () => {},
      closed: () => {},
    });
  });
  await world.complete(listening);
  return { world, modules: new JobModules(world.node('tm'), '/tmp/tm', 's3cret'), requests };
}

function ok(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

async function errorOf(world: SimWorld, promise: Promise<unknown>): Promise<unknown> {
  const none = (): undefined => undefined;
  return world.complete(promise.then(none, (error: unknown) => error));
}

describe('job modules', () => {
  it('given a bundle, then it is fetched once for all tasks, written under its hash, and removed with its last job', async () => {
    const { world, modules, requests } = await serve(ok(CODE));
    const module = { kind: 'blob', key: KEY } as const;

    const urls = await world.complete(
      Promise.all([modules.urlOf(module, JOB, SERVER), modules.urlOf(module, OTHER_JOB, SERVER)]),
    );

    const path = fileURLToPath(urls[0]);
    expect(new Set(urls).size).toBe(1);
    expect(path).toBe(`/tmp/tm/${KEY}.mjs`);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toContain(`GET /blobs/${KEY} HTTP/1.0\r\n`);
    expect(requests[0]).toContain('Authorization: Bearer s3cret\r\n');
    const { storage } = world.node('tm');
    expect(new TextDecoder().decode(await storage.readFile(path))).toBe(CODE);
    await modules.release(JOB);
    expect(storage.infoSync(path)).toBeDefined();
    await modules.release(OTHER_JOB);
    expect(storage.infoSync(path)).toBeUndefined();
    await modules.close();
    expect(storage.infoSync('/tmp/tm')).toBeUndefined();
  });

  it('given bytes with another hash, then BLOB_CORRUPT, and nothing is written', async () => {
    const { world, modules } = await serve(ok('export default 2;'));

    const error = await errorOf(world, modules.urlOf({ kind: 'blob', key: KEY }, JOB, SERVER));

    expect(isStreamError(error, 'BLOB_CORRUPT')).toBe(true);
    expect(world.node('tm').storage.infoSync(`/tmp/tm/${KEY}.mjs`)).toBeUndefined();
  });

  it.each([
    ['a blob nobody has', 'HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}', /HTTP status 404/],
    ['an answer cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nexport', /6 of 50 bytes/],
    ['something that is not HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', /not HTTP/],
    ['a head that never ends', 'HTTP/1.1 200 OK\r\n', /before an HTTP answer/],
  ])(
    'given %s, then BLOB_FETCH_FAILED says so, and the next task may try again',
    async (_, answer, reason) => {
      const { world, modules, requests } = await serve(answer);
      const module = { kind: 'blob', key: KEY } as const;

      const error = await errorOf(world, modules.urlOf(module, JOB, SERVER));

      expect(isStreamError(error, 'BLOB_FETCH_FAILED')).toBe(true);
      expect(String(error)).toMatch(reason);
      await errorOf(world, modules.urlOf(module, JOB, SERVER));
      expect(requests).toHaveLength(2);
      await modules.close();
      await world.run();
    },
  );

  it('given no server, or none that listens, then BLOB_FETCH_FAILED; a file of this machine is taken as it is', async () => {
    const { world, modules } = await serve('');
    const module = { kind: 'blob', key: KEY } as const;

    const errors = [
      await errorOf(world, modules.urlOf(module, JOB, undefined)),
      await errorOf(world, modules.urlOf(module, JOB, { host: 'jm', port: 1 })),
    ];

    expect(errors.map((error) => isStreamError(error, 'BLOB_FETCH_FAILED'))).toEqual([true, true]);
    expect(await modules.urlOf({ kind: 'url', url: 'file:///job.ts' }, JOB, undefined)).toBe(
      'file:///job.ts',
    );
  });
});
