/** Real TCP over node:net, for both planes. Failures to listen or to connect are coded errors that name the
 *  address. */
import { connect, createServer, type Server } from 'node:net';
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

  constructor(accept: (connection: Connection) => void) {
    this.server = createServer((socket) => accept(new NodeConnection(socket)));
  }

  get address(): NetworkAddress {
    const address = this.server.address();
    if (address === null || typeof address === 'string') return { host: '', port: 0 };
    return { host: address.address, port: address.port };
  }

  /** Stops accepting. Accepted connections belong to whoever accepted them; waiting for them here could last
   *  for ever. */
  async close(): Promise<void> {
    this.server.close();
  }
}

function addressText(address: NetworkAddress): string {
  return `${address.host}:${address.port}`;
}
