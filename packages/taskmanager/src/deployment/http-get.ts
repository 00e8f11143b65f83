/** One HTTP GET over the network door: all a TaskManager ever asks of the JobManager's REST endpoint.
 *  Path: job-modules → **http-get** → `GET /blobs/<key>`. It speaks HTTP/1.0, so that the server sends no chunks and
 *  closes the connection behind the answer: the answer is what has arrived by then. Bounded in size and time. */
import type { Io, NetworkAddress } from '@rivulet/runtime/io';

export type HttpAnswer = { readonly status: number; readonly body: Uint8Array };

export type HttpGetOptions = {
  readonly timeoutMs: number;
  readonly answerLimitBytes: number;
  /** Sent as a bearer token. */
  readonly secret?: string | undefined;
};

/** @throws what the connection failed with, or an Error that says what is wrong with the answer */
export async function httpGet(
  io: Pick<Io, 'network' | 'timers'>,
  address: NetworkAddress,
  path: string,
  { timeoutMs, answerLimitBytes, secret }: HttpGetOptions,
): Promise<HttpAnswer> {
  const connection = await io.network.connect(address, { timeoutMs });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const deadline = io.timers.after(timeoutMs, () => {
    reject(new Error(`no complete answer within ${timeoutMs} ms`));
  });
  const parts: Uint8Array[] = [];
  let receivedBytes = 0;
  connection.handle({
    data: (bytes) => {
      parts.push(bytes.slice());
      receivedBytes += bytes.length;
      if (receivedBytes > answerLimitBytes)
        reject(new Error(`the answer is larger than ${answerLimitBytes} bytes`));
    },
    drained: () => {},
    closed: (cause) => (cause === undefined ? resolve(join(parts, receivedBytes)) : reject(cause)),
  });
  const { host, port } = address;
  const lines = [`GET ${path} HTTP/1.0`, `Host: ${host}:${port}`, 'Connection: close'];
  if (secret !== undefined) lines.push(`Authorization: Bearer ${secret}`);
  connection.write(new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`));
  try {
    return readAnswer(await promise);
  } finally {
    deadline.cancel();
    connection.destroy();
  }
}

function readAnswer(bytes: Uint8Array): HttpAnswer {
  const bodyStart = endOfHead(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, bodyStart));
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) throw new Error('the answer is not HTTP');
  const length = /^content-length: *(\d+)\r?$/im.exec(head)?.[1];
  const body = bytes.subarray(bodyStart);
  if (length !== undefined && body.length !== Number(length)) {
    throw new Error(`the body has ${body.length} of ${length} bytes`);
  }
  return { status: Number(status), body };
}

function endOfHead(bytes: Uint8Array): number {
  for (let i = 3; i < bytes.length; i++) {
    // CR LF CR LF
    if (bytes[i] === 10 && bytes[i - 1] === 13 && bytes[i - 2] === 10 && bytes[i - 3] === 13) return i + 1;
  }
  throw new Error('the connection ended before an HTTP answer');
}

function join(parts: readonly Uint8Array[], byteCount: number): Uint8Array {
  const all = new Uint8Array(byteCount);
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}
