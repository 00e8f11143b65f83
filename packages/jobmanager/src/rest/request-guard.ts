/** Who may ask at all: whoever carries the cluster's secret, if it has one, and no page of another site.
 *  A browser sends form posts and image requests to 127.0.0.1 for any page it shows; without this, every web page
 *  could submit a job. Idea: the Origin and Sec-Fetch-Site headers, which scripts cannot forge. */
import { sameSecret, streamError } from '@rivulet/runtime/base';

export type GuardedRequest = {
  readonly method: string;
  readonly path: string;
  header(name: string): string | undefined;
};

/** @throws REST_UNAUTHORIZED, REST_CROSS_ORIGIN */
export function guardRequest(request: GuardedRequest, secret: string | undefined): void {
  // A bundle is asked for by its content hash, which only those know who were given it.
  const open = request.method === 'GET' && request.path.includes('/blobs/');
  if (
    secret !== undefined &&
    !open &&
    !sameSecret(request.header('authorization') ?? '', `Bearer ${secret}`)
  ) {
    throw streamError('REST_UNAUTHORIZED', {});
  }
  if (!changesSomething(request)) return;
  const origin = request.header('origin');
  const foreign = origin !== undefined && hostOf(origin) !== request.header('host');
  if (foreign || request.header('sec-fetch-site') === 'cross-site') {
    throw streamError('REST_CROSS_ORIGIN', { origin: origin ?? 'another site' });
  }
}

/** The dashboard of Flink cancels by a GET. */
function changesSomething({ method, path }: GuardedRequest): boolean {
  return (method !== 'GET' && method !== 'HEAD') || path.endsWith('/yarn-cancel');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
