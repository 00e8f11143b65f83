/** The secret that all processes of a cluster share (`security.secret`): where one is needed, and how the one that a
 *  peer shows is compared. RPC, REST and the data plane all ask here, so that there is one rule for the three.
 *  Invariant: the time a comparison takes says nothing about the secret. docs/adr/0012 tells what it protects from. */

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

/** Whether others could reach what listens at `host`, and no secret keeps them out. An empty secret is none. */
export function lacksSecret(host: string, secret: string | undefined): boolean {
  return !LOOPBACK.has(host) && (secret === undefined || secret === '');
}

/** Looks at every character, whatever differs first. */
export function sameSecret(given: string, own: string): boolean {
  let difference = given.length ^ own.length;
  for (let i = 0; i < own.length; i++) difference |= (given.charCodeAt(i) || 0) ^ own.charCodeAt(i);
  return difference === 0;
}
