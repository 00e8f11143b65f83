/** A connection that a peer dialled: it greets, names its lane, is accepted or refused, and then sends messages or
 *  control frames for actors here. Only answers go back this way: to the greeting, to heartbeats, and deaths.
 *  Invariant: who the peer is was settled by the greeting, and no later frame can claim otherwise; a stream that breaks
 *  the format, or a reader that takes none of our answers, ends this connection and no other. */
import { isStreamError, streamError } from '../../base/index.ts';
import type { Connection, TimerHandle } from '../../io/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { DeathNotice, InternalRef } from '../system-message.ts';
import type { Association } from './association.ts';
import type { AssociationContext } from './association-context.ts';
import { CONTROL_LIMIT_BYTES, decodeJson, encodeJsonFrame, type FrameKind } from './frames.ts';
import { FrameLink } from './frame-link.ts';
import { type Greeting, type Hello, refusalOf, type Refused } from './hello.ts';
import { deliverInbound } from './deliver-inbound.ts';
import { RemoteWatcherRef } from './remote-watcher-ref.ts';
import { isSystemFrame, type Place, placeOf, type SystemFrame } from './system-codec.ts';

export type InboundPeers = {
  /** The way to a peer, if there is one already. */
  known(address: string): Association | undefined;
  closed(link: InboundLink): void;
};

export class InboundLink {
  readonly #context: AssociationContext;
  readonly #peers: InboundPeers;
  readonly #link: FrameLink;
  /** Of the socket: what a stranger is called before, or without, a greeting. */
  readonly #remoteAddress: string;
  readonly #handshakeTimer: TimerHandle;
  /** What the peer watches here, to be forgotten with the connection. */
  readonly #watches = new Map<string, { readonly to: Place; readonly watcher: InternalRef }>();
  #peer: Greeting | undefined;

  constructor(context: AssociationContext, peers: InboundPeers, connection: Connection) {
    const { io, settings } = context;
    this.#context = context;
    this.#peers = peers;
    this.#remoteAddress = `${connection.remoteAddress.host}:${connection.remoteAddress.port}`;
    this.#link = new FrameLink(connection, CONTROL_LIMIT_BYTES, {
      frame: (kind, body) => this.#received(kind, body),
      drained: () => {},
      closed: (cause) => this.#closed(cause),
    });
    this.#handshakeTimer = io.timers.after(settings.handshakeTimeoutMs, () =>
      this.#link.destroy(new Error('no handshake')),
    );
  }

  /** Known once it has greeted. */
  get peer(): Greeting | undefined {
    return this.#peer;
  }

  /** Says goodbye and closes. Where a link to the peer stands, the goodbye goes there, behind the last messages. */
  end(): void {
    const peer = this.#peer;
    const saysElsewhere = peer !== undefined && this.#peers.known(peer.address)?.saidGoodbye === true;
    if (peer?.lane === 'control' && !saysElsewhere) this.#link.send(encodeJsonFrame('goodbye', {}));
    this.#link.end();
  }

  destroy(): void {
    this.#link.destroy();
  }

  /** What it throws ends the connection: the frame link closes it with the reason. */
  #received(kind: FrameKind, body: Uint8Array): void {
    const peer = this.#peer;
    if (peer === undefined) return this.#greeted(kind, body);
    if (kind === 'goodbye') return this.#peers.known(peer.address)?.peerLeft(peer.uid);
    if (peer.lane === 'messages' && kind === 'message') return deliverInbound(this.#context, peer, body);
    if (peer.lane === 'control' && kind === 'system') return this.#system(peer, decodeJson(body));
    if (peer.lane === 'control' && kind === 'heartbeat') return this.#answer('heartbeatAck', {});
    throw streamError('REMOTE_FRAME_INVALID', { reason: `${kind} on the lane of ${peer.lane}` });
  }

  #greeted(kind: FrameKind, body: Uint8Array): void {
    const { own, settings } = this.#context;
    if (kind !== 'hello')
      throw streamError('REMOTE_FRAME_INVALID', { reason: `${kind} before the greeting` });
    const hello = decodeJson(body);
    const reason = refusalOf(hello, own);
    if (reason !== undefined) return this.#refuse({ reason });
    const peer = hello as Greeting;
    const verdict = this.#peers.known(peer.address)?.greeted(peer.uid, peer);
    if (verdict === 'unproven') return this.#link.destroy(new Error('another incarnation is known'));
    if (verdict === 'outdated') {
      return this.#refuse({ reason: 'it has given this process up', outdated: true });
    }
    this.#handshakeTimer.cancel();
    this.#peer = peer;
    if (peer.lane === 'messages') this.#link.raiseLimit(settings.frameLimitBytes);
    const { system, address, uid } = own;
    this.#link.send(encodeJsonFrame('helloAck', { system, address, uid }));
  }

  #refuse(refused: Refused): void {
    this.#context.io.log.warn({ reason: refused.reason }, 'connection of a peer refused');
    this.#link.send(encodeJsonFrame('refused', refused));
    this.#link.end();
  }

  #system(peer: Hello, frame: unknown): void {
    if (!isSystemFrame(frame) || frame.kind === 'deathNotice') {
      throw streamError('REMOTE_FRAME_INVALID', { reason: 'a system frame of another shape' });
    }
    const key = `${frame.to.join('#')} ${frame.watcher.join('#')}`;
    const watch = this.#watches.get(key) ?? {
      to: frame.to,
      watcher: new RemoteWatcherRef(peer.address, ...frame.watcher, (watcher, notice) => {
        this.#watches.delete(key);
        this.#tellDeath(watcher, notice);
      }),
    };
    if (frame.kind === 'watch') this.#watches.set(key, watch);
    else this.#watches.delete(key);
    this.#context.host.deliverSystem(...watch.to, { kind: frame.kind, watcher: watch.watcher });
  }

  #tellDeath(watcher: ActorRef, { subject, existenceConfirmed }: DeathNotice): void {
    const frame: SystemFrame = {
      kind: 'deathNotice',
      to: placeOf(watcher),
      subject: placeOf(subject),
      existenceConfirmed,
    };
    this.#answer('system', frame);
  }

  /** A peer that asks and never reads must not fill our memory; what it misses it asks again on its next link. */
  #answer(kind: FrameKind, body: unknown): void {
    this.#link.send(encodeJsonFrame(kind, body));
    if (this.#link.pendingBytes <= this.#context.settings.controlQueueLimitBytes) return;
    this.#link.destroy(new Error('the peer does not take our answers'));
  }

  #closed(cause: Error | undefined): void {
    this.#handshakeTimer.cancel();
    if (cause !== undefined) this.#logBreak(cause);
    for (const { to, watcher } of this.#watches.values()) {
      this.#context.host.deliverSystem(...to, { kind: 'unwatch', watcher });
    }
    this.#peers.closed(this);
  }

  /** Who broke the protocol is told of with its code; a socket that went away is everyday life. */
  #logBreak(cause: Error): void {
    const { log } = this.#context.io;
    const peer = this.#peer?.address ?? this.#remoteAddress;
    if (isStreamError(cause)) log.warn({ peer, code: cause.code }, cause.message);
    else log.debug({ peer, reason: cause.message }, 'connection of a peer broke');
  }
}
