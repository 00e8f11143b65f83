/** The network of a simulated world: who listens where, which connections exist, and which links are cut.
 *  All nodes share one set of addresses, as processes on one machine do; links are between nodes, by name.
 *  Faults: `cut` and `heal` (bytes wait), `delay`, `reset` (a suffix is lost), a crashed node (its peers see a
 *  reset). */
import { streamError } from '../../base/index.ts';
import { connectionReset } from '../connection-reset.ts';
import type { Connection, ConnectOptions, Listener, Network, NetworkAddress } from '../network.ts';
import type { Random } from '../random.ts';
import type { RunningHash } from './running-hash.ts';
import { SimConnection } from './sim-connection.ts';
import { type PipeSettings, SimPipe } from './sim-pipe.ts';
import type { VirtualTime } from './virtual-time.ts';

const FIRST_FREE_PORT = 40_000;

type Listening = { readonly node: string; readonly accept: (connection: Connection) => void };
type Link = {
  cut: boolean;
  delayMs: number;
  readonly waiting: (() => void)[];
  whenHealed(run: () => void): void;
};
type OpenConnection = { readonly nodes: readonly [string, string]; readonly end: SimConnection };

export class SimNetwork {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #settings: PipeSettings;
  readonly #hash: RunningHash;
  readonly #listening = new Map<string, Listening>();
  readonly #links = new Map<string, Link>();
  readonly #open = new Map<SimConnection, OpenConnection>();
  #nextPort = FIRST_FREE_PORT;
  #connections = 0;

  constructor(time: VirtualTime, random: Random, settings: PipeSettings, hash: RunningHash) {
    this.#hash = hash;
    this.#time = time;
    this.#random = random;
    this.#settings = settings;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** The door of one node. */
  doorOf(node: string): Network {
    return {
      listen: (address, accept) => this.#listen(node, address, accept),
      connect: (address, options) => this.#connect(node, address, options),
    };
  }

  /** Nothing passes from `from` to `to` until `heal`. Cut both directions for a split. */
  cut(from: string, to: string): void {
    this.#link(from, to).cut = true;
  }

  heal(from: string, to: string): void {
    const link = this.#link(from, to);
    link.cut = false;
    for (const run of link.waiting.splice(0)) run();
    for (const { end } of this.#between(from, to)) end.wake();
  }

  /** What leaves `from` for `to` from now on takes `delayMs` longer, and pushes back what follows it; 0 ends that. */
  delay(from: string, to: string, delayMs: number): void {
    this.#link(from, to).delayMs = delayMs;
  }

  /** Breaks all connections between two nodes: each end sees an error, bytes on the way may be lost. */
  reset(a: string, b: string): void {
    for (const { end } of this.#between(a, b)) end.destroy(connectionReset('connection reset by the world'));
  }

  /** A crashed node listens no more, and its connections break. */
  removeNode(node: string): void {
    for (const [key, listening] of [...this.#listening]) {
      if (listening.node === node) this.#listening.delete(key);
    }
    for (const { nodes, end } of [...this.#open.values()]) if (nodes[0] === node) end.vanish();
  }

  async #listen(node: string, address: NetworkAddress, accept: Listening['accept']): Promise<Listener> {
    const port = address.port === 0 ? this.#nextPort++ : address.port;
    const bound = { host: address.host, port };
    const key = addressKey(bound);
    if (this.#listening.has(key)) {
      throw streamError('LISTEN_FAILED', { address: key, reason: 'the address is in use' });
    }
    const listening = { node, accept };
    this.#listening.set(key, listening);
    const close = async (): Promise<void> => {
      if (this.#listening.get(key) === listening) this.#listening.delete(key);
    };
    return { address: bound, close };
  }

  #connect(node: string, address: NetworkAddress, options: ConnectOptions): Promise<Connection> {
    const key = addressKey(address);
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        timeout.cancel();
        reject(streamError('CONNECT_FAILED', { address: key, reason }));
      };
      let over = false;
      const timeout = this.#time.after(options.timeoutMs, () => {
        over = true;
        fail(`no connection within ${options.timeoutMs} ms`);
      });
      const attempt = (): void => {
        if (over) return;
        const listening = this.#listening.get(key);
        if (listening === undefined) return fail('connection refused');
        const ways = [this.#link(node, listening.node), this.#link(listening.node, node)];
        const cut = ways.find((way) => way.cut);
        // TCP would knock again until it is heard.
        if (cut !== undefined) return cut.whenHealed(attempt);
        timeout.cancel();
        const [dialled, accepted] = this.#pair(node, listening.node, address);
        listening.accept(accepted);
        resolve(dialled);
      };
      const roundTripMs = 2 * this.#settings.latencyMinMs;
      this.#time.after(roundTripMs, attempt);
    });
  }

  #pair(dialler: string, listener: string, address: NetworkAddress): [SimConnection, SimConnection] {
    const local = { host: '127.0.0.1', port: this.#nextPort++ };
    const closed = (end: SimConnection): void => void this.#open.delete(end);
    const dialled = new SimConnection(this.#time, local, address, closed);
    const accepted = new SimConnection(this.#time, address, local, closed);
    const random = this.#random.fork(`connection ${this.#connections++}`);
    const pipe = (from: string, to: string, sender: SimConnection, receiver: SimConnection): SimPipe =>
      new SimPipe(
        this.#time,
        random.fork(`${from} to ${to}`),
        this.#settings,
        this.#link(from, to),
        this.#hash,
        receiver,
        () => sender.drained(),
      );
    const there = pipe(dialler, listener, dialled, accepted);
    const back = pipe(listener, dialler, accepted, dialled);
    dialled.join(there, back);
    accepted.join(back, there);
    this.#open.set(dialled, { nodes: [dialler, listener], end: dialled });
    this.#open.set(accepted, { nodes: [listener, dialler], end: accepted });
    return [dialled, accepted];
  }

  #between(a: string, b: string): OpenConnection[] {
    return [...this.#open.values()].filter(
      ({ nodes }) => (nodes[0] === a && nodes[1] === b) || (nodes[0] === b && nodes[1] === a),
    );
  }

  #link(from: string, to: string): Link {
    const key = `${from} > ${to}`;
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const waiting: (() => void)[] = [];
    const link = { cut: false, delayMs: 0, waiting, whenHealed: (run: () => void) => void waiting.push(run) };
    this.#links.set(key, link);
    return link;
  }
}

function addressKey(address: NetworkAddress): string {
  const host = address.host === 'localhost' || address.host === '0.0.0.0' ? '127.0.0.1' : address.host;
  return `${host}:${address.port}`;
}
