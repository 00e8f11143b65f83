/** This node's way to one peer: a dialled connection, what waits for it, and who is watched there.
 *  Path of a remote message: `tell` → encode → **queue** → handshake done? → frames → peer's `inbound-link.ts`.
 *  Messages go only by connections that this side dialled, so order per pair needs no further care; the way back is
 *  the peer's own association. Invariant: nothing but the handshake passes before the handshake is done.
 *  A broken connection is made again after a gate; what was on the way is lost, what still waited is not. */
import { streamError } from '../../base/index.ts';
import type { Connection, TimerHandle } from '../../io/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { InternalRef } from '../system-message.ts';
import type { AssociationContext } from './association-context.ts';
import { encodeOutbound } from './encode-outbound.ts';
import { decodeJson, encodeJsonFrame, type FrameKind } from './frames.ts';
import { FrameLink } from './frame-link.ts';
import { isHello } from './hello.ts';
import { OutboundQueue } from './outbound-queue.ts';
import { PeerPulse } from './peer-pulse.ts';
import { parseRemoteAddress } from './remote-address.ts';
import { RemoteWatches } from './remote-watches.ts';
import { isSystemFrame, placeOf, type SystemFrame } from './system-codec.ts';

export type AssociationState = 'idle' | 'connecting' | 'handshaking' | 'open' | 'gated' | 'closed';

export class Association {
  readonly address: string;
  readonly #context: AssociationContext;
  readonly #queue: OutboundQueue;
  readonly #watches = new RemoteWatches();
  readonly #pulse: PeerPulse;
  #state: AssociationState = 'idle';
  #link: FrameLink | undefined;
  /** The incarnation that was last talked to. */
  #peerUid: number | undefined;
  #failuresInARow = 0;
  #unreachableSinceMs: number | undefined;
  #refusal: string | undefined;
  #flushPlanned = false;
  #mustDrain = false;
  #handshakeTimer: TimerHandle | undefined;

  constructor(context: AssociationContext, address: string) {
    const { queueCapacity, queueLimitBytes } = context.settings;
    this.address = address;
    this.#context = context;
    this.#queue = new OutboundQueue(context.host.deadLetters, queueCapacity, queueLimitBytes);
    this.#pulse = new PeerPulse(
      context,
      () => this.#state === 'open' && this.#link?.send(encodeJsonFrame('heartbeat', {})),
      () => this.#silent(),
    );
  }

  get state(): AssociationState {
    return this.#state;
  }

  get queuedCount(): number {
    return this.#queue.size;
  }

  send(target: ActorRef, message: unknown, sender: ActorRef | undefined): void {
    const outbound = encodeOutbound(this.#context, target, message, sender);
    if (outbound === undefined) return;
    if (this.#state === 'closed') return this.#queue.bury(outbound, 'unreachable');
    this.#queue.push(outbound);
    if (this.#state === 'open') this.#planFlush();
    else if (this.#state === 'idle') this.#connect();
  }

  watch(subject: InternalRef, watcher: InternalRef): void {
    if (this.#watches.size === 0) this.#pulse.start();
    this.#watches.add(subject, watcher);
    if (this.#state === 'open') this.#sendWatch(subject, watcher);
    else if (this.#state === 'idle') this.#connect();
  }

  unwatch(subject: InternalRef, watcher: InternalRef): void {
    if (!this.#watches.remove(subject, watcher)) return;
    this.#sendSystem({ kind: 'unwatch', to: placeOf(subject), watcher: placeOf(watcher) });
    if (this.#watches.size === 0) this.#pulse.stop();
  }

  /** The peer greeted us on a connection of its own. */
  peerIncarnation(uid: number): void {
    if (this.#peerUid === undefined || this.#peerUid === uid) return;
    this.#breakLink('the peer has been restarted');
    this.#replaceIncarnation(uid);
  }

  /** The peer said goodbye: it is shutting down in order. */
  peerLeft(uid: number): void {
    if (this.#peerUid !== uid) return;
    this.#context.io.log.info({ peer: this.address }, 'peer has shut down');
    this.#declareLost('it has shut down');
    this.#breakLink('the peer has shut down');
  }

  /** Sends what waits, says goodbye and closes. */
  close(): void {
    if (this.#state === 'open') {
      this.#flush();
      this.#link?.send(encodeJsonFrame('goodbye', {}));
    }
    const link = this.#link;
    this.#link = undefined;
    this.#state = 'closed';
    link?.end();
    if (link !== undefined) this.#context.io.timers.after(CLOSE_GRACE_MS, () => link.destroy());
    this.#handshakeTimer?.cancel();
    this.#pulse.stop();
    this.#queue.buryAll('unreachable');
  }

  #connect(): void {
    const { io, settings } = this.#context;
    this.#state = 'connecting';
    this.#unreachableSinceMs ??= io.clock.nowMs();
    const connecting = Promise.resolve().then(() =>
      io.network.connect(parseRemoteAddress(this.address).network, { timeoutMs: settings.connectTimeoutMs }),
    );
    connecting.then(
      (connection) => this.#connected(connection),
      (error: unknown) => this.#failed(error instanceof Error ? error.message : String(error)),
    );
  }

  #connected(connection: Connection): void {
    if (this.#state !== 'connecting') return connection.destroy();
    const { io, own, settings } = this.#context;
    this.#state = 'handshaking';
    this.#refusal = undefined;
    const link: FrameLink = new FrameLink(connection, settings.frameLimitBytes, {
      frame: (kind, body) => this.#received(link, kind, body),
      drained: () => this.#drained(),
      closed: (cause) => this.#closed(link, cause),
    });
    this.#link = link;
    link.send(encodeJsonFrame('hello', own));
    this.#handshakeTimer = io.timers.after(settings.handshakeTimeoutMs, () =>
      link.destroy(new Error(`no handshake within ${settings.handshakeTimeoutMs} ms`)),
    );
  }

  #received(link: FrameLink, kind: FrameKind, body: Uint8Array): void {
    this.#pulse.heard();
    if (kind === 'helloAck') this.#acknowledged(link, decodeJson(body));
    else if (kind === 'refused') {
      const { reason } = decodeJson(body) as { reason: string };
      this.#refusal = streamError('REMOTE_HANDSHAKE_REFUSED', { peer: this.address, reason }).message;
      link.destroy(new Error(this.#refusal));
    } else if (kind === 'system') this.#deathTold(decodeJson(body));
    else if (kind === 'goodbye' && this.#peerUid !== undefined) this.peerLeft(this.#peerUid);
  }

  /** Deaths come back by the connection on which the watch was sent: if it breaks, both are sent again. */
  #deathTold(frame: unknown): void {
    if (!isSystemFrame(frame) || frame.kind !== 'deathNotice') return;
    const { host } = this.#context;
    const watcher = host.refTo(host.address, ...frame.to);
    const subject = host.refTo(this.address, ...frame.subject);
    if (!this.#watches.remove(subject, watcher)) return;
    if (this.#watches.size === 0) this.#pulse.stop();
    const { existenceConfirmed } = frame;
    watcher.sendSystem({ kind: 'deathNotice', subject, existenceConfirmed, addressTerminated: false });
  }

  #acknowledged(link: FrameLink, hello: unknown): void {
    if (this.#state !== 'handshaking') return;
    if (!isHello(hello)) return link.destroy(new Error('the answer to the greeting cannot be read'));
    this.#handshakeTimer?.cancel();
    this.#state = 'open';
    this.#failuresInARow = 0;
    this.#unreachableSinceMs = undefined;
    this.#mustDrain = false;
    if (this.#peerUid !== undefined && this.#peerUid !== hello.uid) this.#replaceIncarnation(hello.uid);
    this.#peerUid = hello.uid;
    this.#context.host.eventStream.publish({ kind: 'peerConnected', address: this.address, uid: hello.uid });
    for (const { subject, watcher } of this.#watches.all()) this.#sendWatch(subject, watcher);
    this.#flush();
  }

  #closed(link: FrameLink, cause: Error | undefined): void {
    if (this.#link === link) this.#failed(cause?.message ?? 'the peer closed the connection');
  }

  /** The connection could not be made, or broke. */
  #failed(reason: string): void {
    if (this.#state === 'closed') return;
    const { io, settings } = this.#context;
    this.#handshakeTimer?.cancel();
    this.#link = undefined;
    this.#state = 'gated';
    this.#failuresInARow++;
    const refused = this.#refusal !== undefined;
    const sinceMs = this.#unreachableSinceMs ?? io.clock.nowMs();
    const tooLong = io.clock.nowMs() - sinceMs >= settings.giveUpAfterMs;
    const lost = this.#peerUid !== undefined && this.#failuresInARow > settings.lostAfterFailures;
    io.log.debug(
      { peer: this.address, reason, failures: this.#failuresInARow },
      'connection to a peer failed',
    );
    if (refused || tooLong || lost) {
      io.log.warn({ peer: this.address, reason }, 'peer cannot be reached');
      this.#declareLost(reason);
    } else if (this.#failuresInARow > 1 || this.#peerUid === undefined)
      this.#queue.buryAsks('unreachable', this.#unreachable(reason));
    const gateMs = refused ? settings.refusedGateMs : settings.reconnectGateMs;
    const jitterMs = io.random.next() * settings.reconnectJitterMs;
    io.timers.after(gateMs + jitterMs, () => this.#ungated());
  }

  #ungated(): void {
    if (this.#state !== 'gated') return;
    this.#state = 'idle';
    // A peer that was connected is looked for even if nothing waits: whoever asked it something wants to know.
    const wanted = this.#queue.size > 0 || this.#watches.size > 0 || this.#peerUid !== undefined;
    if (wanted) this.#connect();
  }

  /** Once per incarnation: nobody waits any longer for anything from it. */
  #declareLost(reason: string): void {
    const { host } = this.#context;
    const uid = this.#peerUid;
    this.#peerUid = undefined;
    this.#unreachableSinceMs = undefined;
    this.#pulse.stop();
    if (uid !== undefined) {
      host.eventStream.publish({ kind: 'peerLost', address: this.address, uid, reason });
    }
    this.#queue.buryAll('unreachable', this.#unreachable(reason));
    host.peerLost(this.address, reason);
    this.#watches.tellAllLost();
  }

  /** Another incarnation answers at the address: everything that belonged to the old one is over. */
  #replaceIncarnation(uid: number): void {
    const { host } = this.#context;
    const lostUid = this.#peerUid ?? 0;
    const reason = 'it has been restarted';
    this.#peerUid = uid;
    this.#pulse.stop();
    host.eventStream.publish({ kind: 'peerLost', address: this.address, uid: lostUid, reason });
    this.#queue.buryIncarnation();
    host.peerLost(this.address, reason);
    this.#watches.tellAllLost();
  }

  #breakLink(reason: string): void {
    const link = this.#link;
    this.#link = undefined;
    link?.destroy();
    if (link !== undefined) this.#failed(reason);
  }

  /** One write burst per turn, however many messages were told in it. */
  #planFlush(): void {
    if (this.#flushPlanned || this.#mustDrain) return;
    this.#flushPlanned = true;
    this.#context.io.timers.soon(() => {
      this.#flushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    const link = this.#link;
    if (link === undefined || this.#state !== 'open') return;
    link.cork();
    while (!this.#mustDrain) {
      const outbound = this.#queue.shift();
      if (outbound === undefined) break;
      this.#mustDrain = !link.send(outbound.frame);
    }
    link.uncork();
  }

  #drained(): void {
    this.#mustDrain = false;
    this.#flush();
  }

  #sendWatch(subject: InternalRef, watcher: InternalRef): void {
    this.#sendSystem({ kind: 'watch', to: placeOf(subject), watcher: placeOf(watcher) });
  }

  /** Ahead of all messages that still wait here. */
  #sendSystem(frame: SystemFrame): void {
    if (this.#state === 'open') this.#link?.send(encodeJsonFrame('system', frame));
  }

  #silent(): void {
    const reason = `it was silent for ${this.#context.settings.lostAfterSilenceMs} ms`;
    this.#context.io.log.warn({ peer: this.address, reason }, 'peer lost');
    this.#declareLost(reason);
    this.#breakLink(reason);
  }

  #unreachable(reason: string): Error {
    return streamError('RECIPIENT_UNREACHABLE', { target: this.address, reason });
  }
}

/** A peer that does not close its side gets this long. */
const CLOSE_GRACE_MS = 1_000;
