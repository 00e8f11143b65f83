/** Real TCP over node:net, for both planes. Failures to listen or to connect are coded errors that name the address. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { streamError } from '../../base/index.ts';
import type { Connection, ConnectOptions, Listener, Network, NetworkAddress } from '../network.ts';
import { NodeConnection, readIntoOneBuffer } from './node-connection.ts';

const DEFAULT_READ_BUFFER_BYTES = 65_536;

export class NodeNetwork implements Network {
  listen(address: NetworkAddress, accept: (connection: Connection) => void): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const listener = new NodeListener(accept);
      listener.server.once('error', (error) => {
        const reason = error.message;
        reject(streamError('LISTEN_FAILED', { address: addressText(address), reason }, error));
      });
      listener.server.listen(address.port, address.host, () => resolve(listener));
    });
  }

  connect(address: NetworkAddress, options: ConnectOptions): Promise<Connection> {
    return new Promise((resolve, reject) => {
      let connection: NodeConnection | undefined;
      const readBufferBytes = options.readBufferBytes ?? DEFAULT_READ_BUFFER_BYTES;
      const socket = connect({
        host: address.host,
        port: address.port,
        onread: readIntoOneBuffer(readBufferBytes, (bytes) => connection?.receive(bytes)),
      });
      const fail = (reason: string, cause?: unknown): void => {
        clearTimeout(timeout);
        socket.destroy();
        reject(streamError('CONNECT_FAILED', { address: addressText(address), reason }, cause));
      };
      const failed = (error: Error): void => fail(error.message, error);
      const timeout = setTimeout(
        () => fail(`no connection within ${options.timeoutMs} ms`),
        options.timeoutMs,
      );
      socket.once('error', failed);
      socket.once('connect', () => {
        clearTimeout(timeout);
        socket.off('error', failed);
        connection = new NodeConnection(socket);
        resolve(connection);
      });
    });
  }
}

class NodeListener implements Listener {
  readonly server: Server;
  readonly #sockets = new Set<Socket>();
  #closing: Promise<void> | undefined;

  constructor(accept: (connection: Connection) => void) {
    this.server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      accept(new NodeConnection(socket));
    });
  }

  get address(): NetworkAddress {
    const address = this.server.address();
    if (address === null || typeof address === 'string') return { host: '', port: 0 };
    return { host: address.address, port: address.port };
  }

  /** Accepted connections end with their listener: nothing of it is left behind. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
    return this.#closing;
  }
}

function addressText(address: NetworkAddress): string {
  return `${address.host}:${address.port}`;
}
