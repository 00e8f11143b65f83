/** Remoting over TCP: one listener for what peers dial, one association per peer for what this node dials.
 *  `bind` comes before the actor system, which takes its address and incarnation from here. */
import { assert } from '../../base/index.ts';
import type { Connection, Io, Listener } from '../../io/index.ts';
import type { RemoteTransport, TransportHost } from '../remote-transport.ts';
import type { InternalRef } from '../system-message.ts';
import { Association, type AssociationState } from './association.ts';
import type { AssociationContext } from './association-context.ts';
import type { Hello } from './hello.ts';
import { InboundLink } from './inbound-link.ts';
import { formatRemoteAddress } from './remote-address.ts';
import { RemoteActorRef } from './remote-actor-ref.ts';
import { DEFAULT_REMOTE_SETTINGS, type RemoteSettings } from './remote-settings.ts';

export type TcpTransportOptions = {
  readonly system: string;
  /** Where to listen; port 0 lets the system choose. */
  readonly host: string;
  readonly port: number;
  /** What peers dial, where that differs from `host` (as for 0.0.0.0). */
  readonly advertisedHost?: string;
  readonly settings?: Partial<RemoteSettings>;
};

export type PeerInspection = {
  readonly address: string;
  readonly state: AssociationState;
  readonly queued: number;
};

export class TcpTransport implements RemoteTransport {
  readonly address: string;
  readonly uid: number;
  readonly #io: Io;
  readonly #listener: Listener;
  readonly #own: Hello;
  readonly #settings: RemoteSettings;
  readonly #associations = new Map<string, Association>();
  readonly #inbound = new Set<InboundLink>();
  #context: AssociationContext | undefined;
  readonly #lookUp = (address: string): Association => this.#associationTo(address);
  #sessions = 0;
  #closed = false;

  /** @throws StreamError LISTEN_FAILED */
  static async bind(io: Io, options: TcpTransportOptions): Promise<TcpTransport> {
    const bound: { transport?: TcpTransport } = {};
    const listener = await io.network.listen({ host: options.host, port: options.port }, (connection) => {
      if (bound.transport === undefined) connection.destroy();
      else bound.transport.#accept(connection);
    });
    bound.transport = new TcpTransport(io, options, listener);
    return bound.transport;
  }

  private constructor(io: Io, options: TcpTransportOptions, listener: Listener) {
    const settings = { ...DEFAULT_REMOTE_SETTINGS, ...options.settings };
    const host = options.advertisedHost ?? options.host;
    this.#io = io;
    this.#listener = listener;
    this.#settings = settings;
    this.address = formatRemoteAddress(options.system, { host, port: listener.address.port });
    this.uid = io.ids.uid();
    const secret = settings.secret === undefined ? {} : { secret: settings.secret };
    this.#own = { system: options.system, address: this.address, uid: this.uid, ...secret };
  }

  attach(host: TransportHost): void {
    assert(this.#context === undefined, 'a transport serves one system');
    this.#context = {
      io: this.#io,
      settings: this.#settings,
      own: this.#own,
      host,
      nextSession: () => ++this.#sessions,
      dropInbound: (address, uid) => this.#dropInbound(address, (own) => own === uid),
      trustInbound: (address, uid) => this.#dropInbound(address, (own) => own !== uid),
      unused: ({ address }) => void this.#associations.delete(address),
    };
  }

  refTo(address: string, path: string, uid: number): InternalRef {
    return new RemoteActorRef(this.#lookUp, address, path, uid);
  }

  /** The peers this node has dialled or has refs to. */
  peers(): readonly PeerInspection[] {
    return [...this.#associations.values()].map(({ address, state, queuedCount }) => ({
      address,
      state,
      queued: queuedCount,
    }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const association of this.#associations.values()) association.close();
    for (const link of this.#inbound) link.end();
    this.#io.timers.after(CLOSE_GRACE_MS, () => {
      for (const link of this.#inbound) link.destroy();
    });
    await this.#listener.close();
  }

  #accept(connection: Connection): void {
    if (this.#closed || this.#context === undefined) return connection.destroy();
    const link: InboundLink = new InboundLink(
      this.#context,
      {
        known: (address) => this.#associations.get(address),
        closed: (closed) => void this.#inbound.delete(closed),
      },
      connection,
    );
    this.#inbound.add(link);
  }

  #dropInbound(address: string, isMeant: (uid: number) => boolean): void {
    for (const link of [...this.#inbound]) {
      if (link.peer?.address === address && isMeant(link.peer.uid)) link.destroy();
    }
  }

  #associationTo(address: string): Association {
    const known = this.#associations.get(address);
    if (known !== undefined) return known;
    assert(this.#context !== undefined, 'a transport is attached before it is used');
    const association = new Association(this.#context, address);
    if (this.#closed) association.close();
    this.#associations.set(address, association);
    for (const { peer } of this.#inbound) {
      if (peer?.address === address) association.greeted(peer.uid, peer);
    }
    return association;
  }
}

/** A peer that does not close its side gets this long. */
const CLOSE_GRACE_MS = 1_000;
