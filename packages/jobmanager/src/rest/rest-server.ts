/** Serves the REST app over HTTP on one address. Binds the loopback address unless there is a secret to ask for.
 *  Path: HTTP client → **server** → rest-app.ts. Closing it lets running answers go out first. */
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { lacksSecret, streamError } from '@rivulet/runtime/base';
import type { NetworkAddress, Timers } from '@rivulet/runtime/io';

/** Answers one HTTP request: a REST app's `fetch`. */
export type RequestHandler = (request: Request) => Response | Promise<Response>;

export class RestServer implements AsyncDisposable {
  readonly address: NetworkAddress;
  readonly #server: ServerType;
  readonly #timers: Timers;
  #closing: Promise<void> | undefined;

  /** Port 0 lets the system choose; the server tells which. @throws REST_BIND_FAILED, REST_SECRET_REQUIRED */
  static async start(
    timers: Timers,
    address: NetworkAddress,
    handler: RequestHandler,
    secret?: string,
  ): Promise<RestServer> {
    const { host, port } = address;
    const shown = `${host}:${port}`;
    if (lacksSecret(host, secret)) throw streamError('REST_SECRET_REQUIRED', { address: shown });
    const server = createAdaptorServer({ fetch: handler });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', (error: Error) =>
      reject(streamError('REST_BIND_FAILED', { address: shown, reason: error.message }, error)),
    );
    server.listen(port, host, resolve);
    await promise;
    const bound = server.address();
    return new RestServer(timers, server, {
      host,
      port: typeof bound === 'object' && bound !== null ? bound.port : port,
    });
  }

  private constructor(timers: Timers, server: ServerType, address: NetworkAddress) {
    this.#timers = timers;
    this.#server = server;
    this.address = address;
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      // Browsers and clients keep connections open that carry nothing any more.
      const cut = this.#timers.after(CLOSE_GRACE_MS, () => {
        if ('closeAllConnections' in this.#server) this.#server.closeAllConnections();
      });
      this.#server.close(() => {
        cut.cancel();
        resolve();
      });
      if ('closeIdleConnections' in this.#server) this.#server.closeIdleConnections();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** For answers that are on their way. */
const CLOSE_GRACE_MS = 500;
