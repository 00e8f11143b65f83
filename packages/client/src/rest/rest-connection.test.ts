/** HTTP answers of all kinds become values or coded errors; nothing waits for ever. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { RestConnection } from './rest-connection.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serverThat(answer: RequestListener, secret?: string): Promise<RestConnection> {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return new RestConnection({ host: '127.0.0.1', port }, { timeoutMs: 200, ...(secret ? { secret } : {}) });
}

describe('RestConnection', () => {
  it('given JSON, then it is the answer; path, method and secret were sent', async () => {
    const rest = await serverThat((request, response) => {
      const { method, url, headers } = request;
      response.end(JSON.stringify({ method, url, authorization: headers.authorization }));
    }, 'pass');

    expect(await rest.patch('/jobs/1?mode=cancel')).toEqual({
      method: 'PATCH',
      url: '/v1/jobs/1?mode=cancel',
      authorization: 'Bearer pass',
    });
  });

  it('given an error with a code of ours, then it is that error', async () => {
    const rest = await serverThat((_, response) => {
      response.writeHead(404);
      response.end(JSON.stringify({ errors: ['JOB_NOT_FOUND: Job 7 not found. Some help'] }));
    });

    await expect(rest.get('/jobs/7')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  it('given an error without one, or no JSON at all, then CLIENT_REST_FAILED says what came', async () => {
    const rest = await serverThat((request, response) => {
      response.writeHead(request.url === '/v1/a' ? 500 : 200);
      response.end(request.url === '/v1/a' ? JSON.stringify({ errors: ['boom'] }) : '<html>');
    });

    await expect(rest.get('/a')).rejects.toMatchObject({
      code: 'CLIENT_REST_FAILED',
      details: { status: 500, reason: 'boom' },
    });
    await expect(rest.get('/b')).rejects.toMatchObject({
      code: 'CLIENT_REST_FAILED',
      details: { reason: '<html>' },
    });
  });

  it('given a kept connection that is closed under a request, then a look is asked for again, a change is not', async () => {
    let requests = 0;
    const rest = await serverThat((request, response) => {
      if (++requests % 2 === 0) request.socket.destroy();
      else response.end(JSON.stringify({ requests }));
    });

    expect(await rest.get('/overview')).toEqual({ requests: 1 });
    expect(await rest.get('/overview')).toEqual({ requests: 3 });
    await expect(rest.patch('/jobs/1?mode=cancel')).rejects.toMatchObject({
      code: 'CLIENT_CLUSTER_UNREACHABLE',
    });
    expect(requests).toBe(4);
  });

  it('given no answer, then CLIENT_CLUSTER_UNREACHABLE after the time limit', async () => {
    const rest = await serverThat(() => undefined);

    await expect(rest.get('/overview')).rejects.toMatchObject({
      code: 'CLIENT_CLUSTER_UNREACHABLE',
      details: { reason: 'no answer within 200 ms' },
    });
  });
});
