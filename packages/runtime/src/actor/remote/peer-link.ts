/** The two connections by which this node talks to one peer, one for each lane: made together, lost together.
 *  Messages go by one; watches, deaths and heartbeats by the other, so that they pass a large message.
 *  Invariant: nothing but greetings passes before both lanes were acknowledged by the same incarnation; the owner is
 *  told of the end once, and not when it ended the link itself. */
import type { Connection, TimerHandle } from '../../io/index.ts';
import type { AssociationContext } from './association-context.ts';
import { type FrameKind, CONTROL_LIMIT_BYTES, decodeJson, encodeJsonFrame } from './frames.ts';
import { FrameLink } from './frame-link.ts';
import { type Greeting, isHello, isRefused, type Lane, type Refused } from './hello.ts';
import type { SessionTerms } from './peer-session.ts';
import { parseRemoteAddress } from './remote-address.ts';

export type PeerLinkHandler = {
  /** Both lanes stand; `uid` is the incarnation at the other end. */
  opened(uid: number): void;
  /** Something came: the peer lives. */
  heard(): void;
  /** `body` is borrowed. */
  control(kind: FrameKind, body: Uint8Array): void;
  /** The lane of messages has room again. */
  drained(): void;
  /** @param refused present when the peer said why it will not talk */
  closed(reason: string, refused: Refused | undefined): void;
};

const LANES: readonly Lane[] = ['control', 'messages'];

export class PeerLink {
  readonly #context: AssociationContext;
  readonly #address: string;
  readonly #terms: SessionTerms;
  readonly #handler: PeerLinkHandler;
  readonly #links = new Map<Lane, FrameLink>();
  readonly #uids = new Map<Lane, number>();
  #handshakeTimer: TimerHandle | undefined;
  #over = false;

  /** Dials at once. @param terms told in both greetings */
  constructor(context: AssociationContext, address: string, terms: SessionTerms, handler: PeerLinkHandler) {
    this.#context = context;
    this.#address = address;
    this.#terms = terms;
    this.#handler = handler;
    for (const lane of LANES) this.#dial(lane);
  }

  get connected(): boolean {
    return this.#links.size === LANES.length;
  }

  /** @returns false when more should wait for `drained` */
  sendMessage(frame: Uint8Array): boolean {
    return this.#links.get('messages')?.send(frame) ?? false;
  }

  /** @returns how many bytes wait on the lane of control frames: the peer does not take them */
  sendControl(frame: Uint8Array): number {
    const link = this.#links.get('control');
    link?.send(frame);
    return link?.pendingBytes ?? 0;
  }

  cork(): void {
    this.#links.get('messages')?.cork();
  }

  uncork(): void {
    this.#links.get('messages')?.uncork();
  }

  /** Says goodbye behind all that was sent, then closes. A peer that does not close its side gets `graceMs`. */
  end(graceMs: number): void {
    this.sendMessage(encodeJsonFrame('goodbye', {}));
    this.#over = true;
    this.#handshakeTimer?.cancel();
    for (const link of this.#links.values()) link.end();
    this.#context.io.timers.after(graceMs, () => this.destroy());
  }

  destroy(): void {
    this.#over = true;
    this.#handshakeTimer?.cancel();
    for (const link of this.#links.values()) link.destroy();
  }

  #dial(lane: Lane): void {
    const { io, settings } = this.#context;
    const connecting = Promise.resolve().then(() =>
      io.network.connect(parseRemoteAddress(this.#address).network, { timeoutMs: settings.connectTimeoutMs }),
    );
    connecting.then(
      (connection) => this.#dialled(lane, connection),
      (error: unknown) => this.#lost(error instanceof Error ? error.message : String(error)),
    );
  }

  #dialled(lane: Lane, connection: Connection): void {
    if (this.#over) return connection.destroy();
    const { io, own, settings } = this.#context;
    const limitBytes = lane === 'control' ? CONTROL_LIMIT_BYTES : settings.frameLimitBytes;
    const link: FrameLink = new FrameLink(connection, limitBytes, {
      frame: (kind, body) => this.#received(lane, kind, body),
      drained: () => lane === 'messages' && !this.#over && this.#handler.drained(),
      closed: (cause) => this.#lost(cause?.message ?? 'the peer closed the connection'),
    });
    this.#links.set(lane, link);
    const greeting: Greeting = { ...own, ...this.#terms, lane };
    link.send(encodeJsonFrame('hello', greeting));
    this.#handshakeTimer ??= io.timers.after(settings.handshakeTimeoutMs, () =>
      this.#lost(`no handshake within ${settings.handshakeTimeoutMs} ms`),
    );
  }

  /** What it throws ends the link: the frame link closes its connection with the reason. */
  #received(lane: Lane, kind: FrameKind, body: Uint8Array): void {
    if (this.#over) return;
    this.#handler.heard();
    if (kind === 'helloAck') this.#acknowledged(lane, decodeJson(body));
    else if (kind === 'refused') {
      const refused = decodeJson(body);
      this.#lost('the peer refused', isRefused(refused) ? refused : { reason: 'it gave no reason' });
    } else if (lane === 'control' && this.#uids.size === LANES.length) this.#handler.control(kind, body);
  }

  #acknowledged(lane: Lane, hello: unknown): void {
    if (!isHello(hello)) return this.#lost('the answer to the greeting cannot be read');
    if (this.#uids.has(lane)) return;
    this.#uids.set(lane, hello.uid);
    if (this.#uids.size < LANES.length) return;
    if (new Set(this.#uids.values()).size > 1)
      return this.#lost('the peer was restarted between two greetings');
    this.#handshakeTimer?.cancel();
    this.#handler.opened(hello.uid);
  }

  #lost(reason: string, refused?: Refused): void {
    if (this.#over) return;
    this.destroy();
    this.#handler.closed(reason, refused);
  }
}
