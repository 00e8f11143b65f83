/** Speaks HTTP and JSON to one JobManager and turns everything that can go wrong into a coded error.
 *  Path: command → cluster client → **here** → REST endpoint. Invariant: no call waits longer than its time limit. */
import { streamError } from '@rivulet/runtime/base';
import type { NetworkAddress } from '@rivulet/runtime/io';
import { parseRemoteError } from './remote-error.ts';

export type RestOptions = {
  /** Longest time one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The shared secret of a cluster that is not on the loopback address. */
  readonly secret?: string;
};

export class RestConnection {
  readonly address: string;
  readonly #options: RestOptions;

  constructor({ host, port }: NetworkAddress, options: RestOptions) {
    this.address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#options = options;
  }

  async get<T>(path: string): Promise<T> {
    return this.#request<T>('GET', path);
  }

  async patch<T>(path: string): Promise<T> {
    return this.#request<T>('PATCH', path);
  }

  async post<T>(path: string, form?: FormData): Promise<T> {
    return this.#request<T>('POST', path, form);
  }

  /** @throws CLIENT_CLUSTER_UNREACHABLE, CLIENT_REST_FAILED, or the coded error the endpoint answered with */
  async #request<T>(method: string, path: string, body?: FormData): Promise<T> {
    const { timeoutMs, secret } = this.#options;
    const headers: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {};
    const request = { method, headers, signal: AbortSignal.timeout(timeoutMs) };
    const send = async (): Promise<readonly [Response, string]> => {
      const response = await fetch(
        `http://${this.address}/v1${path}`,
        body === undefined ? request : { ...request, body },
      );
      return [response, await response.text()];
    };
    let response: Response;
    let text: string;
    try {
      // A kept connection may have been closed while this request was on its way; a look may be asked for again.
      [response, text] = await send().catch((error: unknown) => {
        if (method === 'GET' && wasCut(error)) return send();
        throw error;
      });
    } catch (error) {
      const reason = unreachableReason(error, timeoutMs);
      throw streamError('CLIENT_CLUSTER_UNREACHABLE', { address: this.address, reason }, error);
    }
    const document = parseJson(text);
    if (response.ok && document !== undefined) return document as T;
    const reason = errorsOf(document) ?? (text.slice(0, 200) || 'an empty answer');
    throw (
      parseRemoteError(reason) ??
      streamError('CLIENT_REST_FAILED', {
        method,
        path,
        status: response.status,
        reason,
        address: this.address,
      })
    );
  }
}

/** The connection ended before the answer came: the socket was the server's to close. */
function wasCut(error: unknown): boolean {
  const code = error instanceof Error ? causeOf(error).code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET';
}

function unreachableReason(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const { code, message } = causeOf(error);
  return code ?? message;
}

function causeOf(error: Error): NodeJS.ErrnoException {
  return error.cause instanceof Error ? error.cause : error;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Flink's error body: `{"errors": ["what was seen", "stack"]}`. */
function errorsOf(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const { errors } = document as { readonly errors?: unknown };
  return Array.isArray(errors) && errors.length > 0 ? String(errors[0]) : undefined;
}
