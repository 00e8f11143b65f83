/** A connection seen as frames: greets with the preamble, cuts what comes in, sends what goes out in one go.
 *  A stream that breaks the format ends this connection with the reason, and no other. */
import type { Connection } from '../../io/index.ts';
import type { FrameKind } from './frames.ts';
import { encodePreamble } from './frames.ts';
import { FrameReader } from './frame-reader.ts';

export type FrameLinkHandler = {
  /** `body` is borrowed. */
  frame(kind: FrameKind, body: Uint8Array): void;
  drained(): void;
  /** Once, last. */
  closed(cause: Error | undefined): void;
};

export class FrameLink {
  readonly #connection: Connection;
  readonly #reader: FrameReader;
  #over = false;

  constructor(connection: Connection, limitBytes: number, handler: FrameLinkHandler) {
    this.#connection = connection;
    this.#reader = new FrameReader(limitBytes, (kind, body) => {
      if (!this.#over) handler.frame(kind, body);
    });
    connection.handle({
      data: (bytes) => this.#read(bytes),
      drained: () => handler.drained(),
      closed: (cause) => {
        this.#over = true;
        handler.closed(cause);
      },
    });
    connection.write(encodePreamble());
  }

  /** Bytes sent that the operating system has not taken yet. */
  get pendingBytes(): number {
    return this.#connection.pendingBytes;
  }

  raiseLimit(limitBytes: number): void {
    this.#reader.raiseLimit(limitBytes);
  }

  /** @returns false when more should wait for `drained` */
  send(frame: Uint8Array): boolean {
    return this.#connection.write(frame);
  }

  cork(): void {
    this.#connection.cork();
  }

  uncork(): void {
    this.#connection.uncork();
  }

  /** Sends what is pending, then closes. */
  end(): void {
    this.#connection.end();
  }

  destroy(cause?: Error): void {
    this.#over = true;
    this.#connection.destroy(cause);
  }

  #read(bytes: Uint8Array): void {
    if (this.#over) return;
    try {
      this.#reader.push(bytes);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
