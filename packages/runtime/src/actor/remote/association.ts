/** This node's way to one peer: the link that it dials, what waits for it, and who is watched there.
 *  Path of a remote message: `tell` → encode → **queue** → handshake done? → frames → peer's `inbound-link.ts`.
 *  Messages go only by connections that this side dialled, so order per pair needs no further care; the way back is
 *  the peer's own association. A broken link is made again after a gate: what was on the way is lost, what still waited
 *  is not, watches are sent again. A peer that is given up is lost once, and with it all that waited for it. */
import { streamError } from '../../base/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { InternalRef } from '../system-message.ts';
import type { AssociationContext } from './association-context.ts';
import { encodeOutbound } from './encode-outbound.ts';
import { decodeJson, encodeJsonFrame, type FrameKind } from './frames.ts';
import type { Refused } from './hello.ts';
import { probeIncarnation } from './incarnation-probe.ts';
import { OutboundFlow } from './outbound-flow.ts';
import { OutboundQueue } from './outbound-queue.ts';
import { PeerLink } from './peer-link.ts';
import { PeerPulse } from './peer-pulse.ts';
import { type GreetingVerdict, PeerSession, type SessionTerms } from './peer-session.ts';
import { RemoteWatches } from './remote-watches.ts';
import { isSystemFrame, placeOf, type SystemFrame } from './system-codec.ts';

export type AssociationState = 'idle' | 'connecting' | 'open' | 'gated' | 'closed';

export class Association {
  readonly address: string;
  readonly #context: AssociationContext;
  readonly #queue: OutboundQueue;
  readonly #flow: OutboundFlow;
  readonly #watches = new RemoteWatches();
  readonly #pulse: PeerPulse;
  readonly #peerSession = new PeerSession();
  #state: AssociationState = 'idle';
  #link: PeerLink | undefined;
  /** This side's number of the session. */
  #session: number;
  /** The incarnation that was last talked to. */
  #peerUid: number | undefined;
  #failuresInARow = 0;
  #unreachableSinceMs: number | undefined;
  #probing = false;
  #saidGoodbye = false;
  /** A link stood at least once. */
  #reached = false;

  constructor(context: AssociationContext, address: string) {
    const { queueCapacity, queueLimitBytes } = context.settings;
    this.address = address;
    this.#context = context;
    this.#session = context.nextSession();
    this.#queue = new OutboundQueue(context.host.deadLetters, queueCapacity, queueLimitBytes);
    this.#flow = new OutboundFlow(context.io.timers, this.#queue);
    this.#pulse = new PeerPulse(
      context,
      () => this.#sendControl('heartbeat', {}),
      () => this.#giveUp(`it was silent for ${context.settings.lostAfterSilenceMs} ms`),
    );
  }

  get state(): AssociationState {
    return this.#state;
  }

  get queuedCount(): number {
    return this.#queue.size;
  }

  /** The peer learns on our link that this system shuts down, behind our last messages. */
  get saidGoodbye(): boolean {
    return this.#saidGoodbye;
  }

  send(target: ActorRef, message: unknown, sender: ActorRef | undefined): void {
    const outbound = encodeOutbound(this.#context, target, message, sender);
    if (outbound === undefined) return;
    if (this.#state === 'closed') return this.#queue.bury(outbound, 'unreachable');
    this.#queue.push(outbound);
    if (this.#state === 'open') this.#flow.planFlush();
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

  /** The peer greeted us on a connection of its own. Anybody can say that he is another incarnation of it: while one is
   *  known, that is believed only of who answers at the address. */
  greeted(uid: number, { session, givenUpTo }: SessionTerms): GreetingVerdict | 'unproven' {
    if (this.#peerUid !== undefined && uid !== this.#peerUid) {
      // Without a link that stands, the next one that is made will tell.
      if (this.#state === 'open') void this.#probe();
      return 'unproven';
    }
    const verdict = this.#peerSession.greeted(uid, session);
    if (verdict === 'renewed') {
      this.#declareLost('it has given this process up');
      // A session that began after the peer's decision is good; a needless new one would look like a loss there.
      if (this.#session <= givenUpTo) this.#session = this.#context.nextSession();
      this.#breakLink('the peer has begun a new session');
    }
    return verdict;
  }

  /** The peer said goodbye: it is shutting down in order. */
  peerLeft(uid: number): void {
    if (this.#peerUid !== uid) return;
    this.#context.io.log.info({ peer: this.address }, 'peer has shut down');
    this.#peerSession.givenUp();
    this.#declareLost('it has shut down');
    this.#breakLink('the peer has shut down');
  }

  /** Sends what waits, says goodbye and closes. */
  close(): void {
    const link = this.#link;
    if (this.#state === 'open') {
      this.#flow.flush();
      this.#saidGoodbye = link !== undefined;
      link?.end(CLOSE_GRACE_MS);
    } else link?.destroy();
    this.#flow.closed();
    this.#link = undefined;
    this.#state = 'closed';
    this.#pulse.stop();
    this.#queue.buryAll('unreachable');
  }

  #connect(): void {
    this.#state = 'connecting';
    this.#unreachableSinceMs ??= this.#context.io.clock.nowMs();
    const terms = { session: this.#session, givenUpTo: this.#peerSession.givenUpTo };
    const link: PeerLink = new PeerLink(this.#context, this.address, terms, {
      opened: (uid) => this.#opened(link, uid),
      heard: () => this.#pulse.heard(),
      control: (kind, body) => this.#received(kind, body),
      drained: () => this.#flow.drained(),
      closed: (reason, refused) => this.#failed(reason, refused),
    });
    this.#link = link;
  }

  #opened(link: PeerLink, uid: number): void {
    this.#reached = true;
    this.#failuresInARow = 0;
    this.#unreachableSinceMs = undefined;
    this.#peerSession.acknowledged(uid);
    if (this.#peerUid !== undefined && this.#peerUid !== uid) this.#replaceIncarnation(uid);
    this.#peerUid = uid;
    this.#context.trustInbound(this.address, uid);
    // Whoever was told of a loss just now may have closed this system.
    if (this.#link !== link) return;
    this.#state = 'open';
    this.#context.host.eventStream.publish({ kind: 'peerConnected', address: this.address, uid });
    for (const { subject, watcher } of this.#watches.all()) this.#sendWatch(subject, watcher);
    this.#flow.opened(link);
  }

  #received(kind: FrameKind, body: Uint8Array): void {
    if (kind === 'system') this.#deathTold(decodeJson(body));
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

  /** The link could not be made, or broke. */
  #failed(reason: string, refused?: Refused): void {
    if (this.#state === 'closed') return;
    const { io, settings } = this.#context;
    this.#flow.closed();
    this.#link = undefined;
    this.#state = 'gated';
    this.#failuresInARow++;
    const sinceMs = this.#unreachableSinceMs ?? io.clock.nowMs();
    const tooLong = io.clock.nowMs() - sinceMs >= settings.giveUpAfterMs;
    const lost = this.#peerUid !== undefined && this.#failuresInARow > settings.lostAfterFailures;
    const failures = this.#failuresInARow;
    io.log.debug({ peer: this.address, reason, failures }, 'connection to a peer failed');
    if (refused?.outdated === true) {
      this.#peerSession.toldOutdated();
      this.#declareLost(refused.reason);
      this.#session = this.#context.nextSession();
    } else if (refused !== undefined) {
      this.#giveUp(streamError('REMOTE_HANDSHAKE_REFUSED', { peer: this.address, ...refused }).message);
    } else if (tooLong || lost) this.#giveUp(reason);
    else if (failures > 1 || this.#peerUid === undefined)
      this.#queue.buryAsks('unreachable', this.#unreachable(reason));
    const gateMs =
      refused === undefined || refused.outdated === true ? settings.reconnectGateMs : settings.refusedGateMs;
    const jitterMs = io.random.next() * settings.reconnectJitterMs;
    io.timers.after(gateMs + jitterMs, () => this.#ungated());
  }

  #ungated(): void {
    if (this.#state !== 'gated') return;
    this.#state = 'idle';
    // A peer that was connected is looked for even if nothing waits: whoever asked it something wants to know.
    const wanted = this.#queue.size > 0 || this.#watches.size > 0 || this.#peerUid !== undefined;
    if (wanted) this.#connect();
    // A stranger's made-up address costs no memory for ever.
    else if (!this.#reached) this.#context.unused(this);
  }

  /** This side's own decision: the peer is refused until it knows of it. */
  #giveUp(reason: string): void {
    this.#context.io.log.warn({ peer: this.address, reason }, 'peer lost');
    this.#peerSession.givenUp();
    this.#session = this.#context.nextSession();
    const uid = this.#peerUid;
    this.#declareLost(reason);
    if (uid !== undefined) this.#context.dropInbound(this.address, uid);
    this.#breakLink(reason);
  }

  /** Once per session: nobody waits any longer for anything from it. */
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

  /** Looks who lives at the address now. A stranger who claimed it has changed nothing. */
  async #probe(): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    const known = this.#peerUid;
    const terms = { session: this.#session, givenUpTo: this.#peerSession.givenUpTo };
    const uid = await probeIncarnation(this.#context, this.address, terms);
    this.#probing = false;
    if (this.#state !== 'open' || this.#peerUid !== known || uid === undefined) return;
    if (uid === known) {
      this.#context.io.log.warn({ peer: this.address }, 'somebody else greeted with the address of a peer');
      return;
    }
    this.#replaceIncarnation(uid);
    this.#breakLink('the peer has been restarted');
  }

  #breakLink(reason: string): void {
    const link = this.#link;
    this.#flow.closed();
    this.#link = undefined;
    link?.destroy();
    if (link !== undefined) this.#failed(reason);
  }

  #sendWatch(subject: InternalRef, watcher: InternalRef): void {
    this.#sendSystem({ kind: 'watch', to: placeOf(subject), watcher: placeOf(watcher) });
  }

  #sendSystem(frame: SystemFrame): void {
    this.#sendControl('system', frame);
  }

  /** Ahead of all messages that still wait here; while there is no link, watches wait in their table. */
  #sendControl(kind: FrameKind, body: unknown): void {
    if (this.#state !== 'open') return;
    const waitingBytes = this.#link?.sendControl(encodeJsonFrame(kind, body)) ?? 0;
    const limitBytes = this.#context.settings.controlQueueLimitBytes;
    if (waitingBytes > limitBytes)
      this.#giveUp(`more than ${limitBytes} bytes of system messages wait for it`);
  }

  #unreachable(reason: string): Error {
    return streamError('RECIPIENT_UNREACHABLE', { target: this.address, reason });
  }
}

/** A peer that does not close its side gets this long. */
const CLOSE_GRACE_MS = 1_000;
