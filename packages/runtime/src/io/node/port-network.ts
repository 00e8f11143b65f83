/** The network door between two threads, or within one, over a MessagePort: each side dials what the other listens on.
 *  Addresses are names only; no real port is taken. Remoting runs over it as over TCP, frames and all.
 *  Path: connect → trunk → the other side's listener → a port of its own for the connection. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { streamError } from '../../base/index.ts';
import type { Connection, ConnectOptions, Listener, Network, NetworkAddress } from '../network.ts';
import { PortConnection } from './port-connection.ts';

type TrunkMessage =
  | {
      readonly kind: 'dial';
      readonly number: number;
      readonly to: NetworkAddress;
      readonly from: NetworkAddress;
      readonly port: MessagePort;
    }
  | { readonly kind: 'answer'; readonly number: number; readonly accepted: boolean };

const FIRST_FREE_PORT = 40_000;

export class PortNetwork implements Network {
  readonly #trunk: MessagePort;
  readonly #listening = new Map<string, (connection: Connection) => void>();
  readonly #dialling = new Map<number, (accepted: boolean) => void>();
  #dialled = 0;
  #nextPort = FIRST_FREE_PORT;

  /** @param trunk one end of a channel whose other end is in the hands of another `PortNetwork` */
  constructor(trunk: MessagePort) {
    this.#trunk = trunk;
    trunk.on('message', (message: TrunkMessage) => {
      if (message.kind === 'dial') this.#answer(message);
      else this.#dialling.get(message.number)?.(message.accepted);
    });
    trunk.unref();
  }

  /** Two that reach each other within this thread. */
  static pair(): readonly [PortNetwork, PortNetwork] {
    const { port1, port2 } = new MessageChannel();
    return [new PortNetwork(port1), new PortNetwork(port2)];
  }

  async listen(wanted: NetworkAddress, accept: (connection: Connection) => void): Promise<Listener> {
    const address = { host: wanted.host, port: wanted.port === 0 ? this.#nextPort++ : wanted.port };
    const key = addressText(address);
    if (this.#listening.has(key)) {
      throw streamError('LISTEN_FAILED', { address: key, reason: 'the address is in use' });
    }
    this.#listening.set(key, accept);
    // As with TCP, whoever listens keeps its thread alive.
    this.#trunk.ref();
    return { address, close: async () => this.#closeListener(key) };
  }

  connect(address: NetworkAddress, options: ConnectOptions): Promise<Connection> {
    const { port1, port2 } = new MessageChannel();
    const number = ++this.#dialled;
    const from = { host: address.host, port: this.#nextPort++ };
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        port1.close();
        reject(streamError('CONNECT_FAILED', { address: addressText(address), reason }));
      };
      const timeout = setTimeout(() => {
        this.#dialling.delete(number);
        fail(`no connection within ${options.timeoutMs} ms`);
      }, options.timeoutMs);
      this.#dialling.set(number, (accepted) => {
        clearTimeout(timeout);
        this.#dialling.delete(number);
        if (accepted) resolve(new PortConnection(port1, from, address));
        else fail('connection refused');
      });
      const dial: TrunkMessage = { kind: 'dial', number, to: address, from, port: port2 };
      this.#trunk.postMessage(dial, [port2]);
    });
  }

  /** Ends the trunk; connections stay with whoever has them. */
  close(): void {
    this.#trunk.close();
  }

  #closeListener(key: string): void {
    this.#listening.delete(key);
    if (this.#listening.size === 0) this.#trunk.unref();
  }

  #answer({ number, to, from, port }: TrunkMessage & { kind: 'dial' }): void {
    const accept = this.#listening.get(addressText(to));
    const answer: TrunkMessage = { kind: 'answer', number, accepted: accept !== undefined };
    this.#trunk.postMessage(answer);
    if (accept === undefined) port.close();
    else accept(new PortConnection(port, to, from));
  }
}

function addressText({ host, port }: NetworkAddress): string {
  return `${host}:${port}`;
}
