/** Whose work something belongs to, here and across nodes: an actor and the message it handles.
 *  Path: the recorder of the sender → envelope on the wire → the recorder of the receiver. */

/** Who is at work: an actor and the message it handles. */
export type Cause = { readonly actor: number; readonly message: number };

/** Nobody is: a client, or a socket. */
export const NOBODY: Cause = { actor: 0, message: 0 };

/** What a message to another node tells of its origin: Lamport time, message and path of the sending actor. */
export type RemoteCause = readonly [clock: number, message: number, path: string];

/** From a wire: whatever a peer sends. */
export function isRemoteCause(value: unknown): value is RemoteCause {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [clock, message, path] = value as readonly unknown[];
  return Number.isSafeInteger(clock) && Number.isSafeInteger(message) && typeof path === 'string';
}
