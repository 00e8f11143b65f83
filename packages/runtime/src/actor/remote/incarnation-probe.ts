/** Asks who lives at an address now, by a connection of its own that carries a greeting and its answer, nothing else.
 *  Path: a greeting that contradicts what is known → association → **probe** → the address itself.
 *  Invariant: what counts is who answers where the address leads, not who says that it is his. */
import type { AssociationContext } from './association-context.ts';
import { FrameLink } from './frame-link.ts';
import { CONTROL_LIMIT_BYTES, decodeJson, encodeJsonFrame } from './frames.ts';
import { type Greeting, isHello } from './hello.ts';
import type { SessionTerms } from './peer-session.ts';
import { parseRemoteAddress } from './remote-address.ts';

/** @returns the incarnation that answers at `address`; `undefined` when none does */
export async function probeIncarnation(
  { io, own, settings }: AssociationContext,
  address: string,
  terms: SessionTerms,
): Promise<number | undefined> {
  const { network } = parseRemoteAddress(address);
  const connecting = io.network.connect(network, { timeoutMs: settings.connectTimeoutMs });
  const connection = await connecting.catch(() => undefined);
  if (connection === undefined) return undefined;
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const link = new FrameLink(connection, CONTROL_LIMIT_BYTES, {
    frame: (kind, body) => {
      const answer = kind === 'helloAck' ? decodeJson(body) : undefined;
      resolve(isHello(answer) ? answer.uid : undefined);
    },
    drained: () => {},
    closed: () => resolve(undefined),
  });
  const timer = io.timers.after(settings.handshakeTimeoutMs, () => resolve(undefined));
  const greeting: Greeting = { ...own, ...terms, lane: 'control' };
  link.send(encodeJsonFrame('hello', greeting));
  try {
    return await promise;
  } finally {
    timer.cancel();
    link.destroy();
  }
}
