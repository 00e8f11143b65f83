/** A connection that a peer dialled: it greets, is accepted or refused, and then sends messages for actors here.
 *  Only answers to the greeting and to heartbeats go back this way. Invariant: who the peer is was settled by the
 *  greeting; a message that cannot be decoded fails alone, a stream that breaks the format ends this connection. */
import { streamError } from '../../base/index.ts';
import type { Connection, TimerHandle } from '../../io/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import { ReplyFailure } from '../reply-failure.ts';
import type { DeathNotice, InternalRef } from '../system-message.ts';
import type { Association } from './association.ts';
import type { AssociationContext } from './association-context.ts';
import { decodeHeader, decodeMessage, type EnvelopeHeader } from './envelope-codec.ts';
import { decodeJson, encodeJsonFrame, type FrameKind } from './frames.ts';
import { FrameLink } from './frame-link.ts';
import { type Hello, refusalOf } from './hello.ts';
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
  readonly #handshakeTimer: TimerHandle;
  /** What the peer watches here, to be forgotten with the connection. */
  readonly #watches = new Map<string, { readonly to: Place; readonly watcher: InternalRef }>();
  #peer: Hello | undefined;

  constructor(context: AssociationContext, peers: InboundPeers, connection: Connection) {
    const { io, settings } = context;
    this.#context = context;
    this.#peers = peers;
    this.#link = new FrameLink(connection, settings.frameLimitBytes, {
      frame: (kind, body) => this.#received(kind, body),
      drained: () => {},
      closed: (cause) => this.#closed(cause),
    });
    this.#handshakeTimer = io.timers.after(settings.handshakeTimeoutMs, () =>
      this.#link.destroy(new Error('no handshake')),
    );
  }

  /** Says goodbye and closes. */
  end(): void {
    if (this.#peer !== undefined) this.#link.send(encodeJsonFrame('goodbye', {}));
    this.#link.end();
  }

  destroy(): void {
    this.#link.destroy();
  }

  /** What it throws ends the connection: the frame link closes it with the reason. */
  #received(kind: FrameKind, body: Uint8Array): void {
    const peer = this.#peer;
    if (peer === undefined) return this.#greeted(kind, body);
    switch (kind) {
      case 'message':
        return this.#message(peer, body);
      case 'system':
        return this.#system(peer, decodeJson(body));
      case 'heartbeat':
        this.#link.send(encodeJsonFrame('heartbeatAck', {}));
        return;
      case 'goodbye':
        return this.#peers.known(peer.address)?.peerLeft(peer.uid);
      default:
        throw streamError('REMOTE_FRAME_INVALID', { reason: `${kind} is not for this side` });
    }
  }

  #greeted(kind: FrameKind, body: Uint8Array): void {
    const { own, io } = this.#context;
    if (kind !== 'hello')
      throw streamError('REMOTE_FRAME_INVALID', { reason: `${kind} before the greeting` });
    const hello = decodeJson(body);
    const reason = refusalOf(hello, own);
    if (reason !== undefined) {
      io.log.warn({ reason }, 'connection of a peer refused');
      this.#link.send(encodeJsonFrame('refused', { reason }));
      return this.#link.end();
    }
    this.#handshakeTimer.cancel();
    const peer = hello as Hello;
    this.#peer = peer;
    this.#peers.known(peer.address)?.peerIncarnation(peer.uid);
    const { system, address, uid } = own;
    this.#link.send(encodeJsonFrame('helloAck', { system, address, uid }));
  }

  #message(peer: Hello, body: Uint8Array): void {
    const { host, io } = this.#context;
    let header: EnvelopeHeader;
    try {
      header = decodeHeader(body);
    } catch (error) {
      io.log.warn({ peer: peer.address, err: error }, 'message from a peer names no recipient');
      const letter = { message: undefined, sender: undefined, recipient: host.address } as const;
      return host.deadLetters.add({ ...letter, reason: 'undecodable' });
    }
    const sender = this.#senderOf(peer, header);
    let message: unknown;
    try {
      message = decodeMessage(body, (address, path, uid) => host.refTo(address, path, uid));
    } catch (error) {
      io.log.warn({ peer: peer.address, to: header.to, err: error }, 'message from a peer cannot be decoded');
      // An answer that cannot be read fails its ask; a request that cannot be read is answered.
      host.deliverUndecodable(header.to, new ReplyFailure(error), sender);
      return;
    }
    host.deliver(header.to, header.uid, message, sender);
  }

  #senderOf(peer: Hello, { from }: EnvelopeHeader): ActorRef | undefined {
    if (from === undefined) return undefined;
    const [path, uid, address] = from;
    return this.#context.host.refTo(address ?? peer.address, path, uid);
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
    this.#link.send(encodeJsonFrame('system', frame));
  }

  #closed(cause: Error | undefined): void {
    this.#handshakeTimer.cancel();
    if (cause !== undefined) {
      this.#context.io.log.debug(
        { peer: this.#peer?.address, reason: cause.message },
        'connection of a peer broke',
      );
    }
    for (const { to, watcher } of this.#watches.values()) {
      this.#context.host.deliverSystem(...to, { kind: 'unwatch', watcher });
    }
    this.#peers.closed(this);
  }
}
