/** Messages that a peer sent, on their way to the actors here. A message that cannot be decoded fails alone: an answer
 *  that cannot be read fails its ask, a request that cannot be read is answered. */
import type { ActorRef } from '../actor-ref.ts';
import { isRemoteCause } from '../recorder/index.ts';
import { ReplyFailure } from '../reply-failure.ts';
import type { AssociationContext } from './association-context.ts';
import { decodeHeader, decodeMessage, type EnvelopeHeader } from './envelope-codec.ts';
import type { Hello } from './hello.ts';

/** @param body borrowed */
export function deliverInbound({ host, io }: AssociationContext, peer: Hello, body: Uint8Array): void {
  let header: EnvelopeHeader;
  try {
    header = decodeHeader(body);
  } catch (error) {
    io.log.warn({ peer: peer.address, err: error }, 'message from a peer names no recipient');
    const letter = { message: undefined, sender: undefined, recipient: host.address } as const;
    return host.deadLetters.add({ ...letter, reason: 'undecodable' });
  }
  const [path, uid, address] = header.from ?? [];
  const sender: ActorRef | undefined =
    path === undefined ? undefined : host.refTo(address ?? peer.address, path, uid ?? 0);
  let message: unknown;
  try {
    message = decodeMessage(body, (refAddress, refPath, refUid) => host.refTo(refAddress, refPath, refUid));
  } catch (error) {
    io.log.warn({ peer: peer.address, to: header.to, err: error }, 'message from a peer cannot be decoded');
    return host.deliverUndecodable(header.to, new ReplyFailure(error), sender);
  }
  const { cause } = header;
  const origin = isRemoteCause(cause) ? { cause, address: peer.address } : undefined;
  host.deliver(header.to, header.uid, message, sender, origin);
}
