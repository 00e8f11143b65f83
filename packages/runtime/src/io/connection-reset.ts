/** The one way a connection ends that every network door tells apart: the peer broke it off, by crashing or on purpose.
 *  Real sockets, ports and simulated links give an error with the operating system's code, so nobody need read
 *  messages. */

const CODE = 'ECONNRESET';

export function connectionReset(message: string = 'connection reset by peer'): Error {
  return Object.assign(new Error(message), { code: CODE });
}

export function isConnectionReset(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && cause.code === CODE;
}
