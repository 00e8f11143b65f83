/** What an accepted connection owes before anything else: the secret of the cluster, when this process has one.
 *  Path: connection → frame decoder → **peer greeting** → producer endpoint.
 *  Invariant: until the secret was shown, any other frame is refused at its header, before a byte of its body is kept,
 *  and a peer that shows nothing is gone when its time is over; so strangers cost little and see nothing.
 *  The greeting is that of the control plane (`actor/remote/hello.ts`), without names; see docs/adr/0012. */
import { sameSecret, type StreamError, type StreamErrorJson, streamError } from '../../base/index.ts';
import type { Connection, TimerHandle, Timers } from '../../io/index.ts';
import { HELLO } from '../wire/index.ts';

/** As long as the control plane gives a peer for its handshake. */
export const GREETING_TIMEOUT_MS: number = 20_000;

/** A byte order mark would be a character of the secret like any other. */
const TEXT = new TextDecoder('utf-8', { ignoreBOM: true });

export class PeerGreeting {
  readonly #peer: string;
  readonly #secret: string | undefined;
  readonly #deadline: TimerHandle | undefined;
  #accepted: boolean;

  constructor(connection: Connection, peer: string, secret: string | undefined, timers: Timers) {
    this.#peer = peer;
    this.#secret = secret;
    this.#accepted = secret === undefined;
    if (this.#accepted) return;
    this.#deadline = timers.after(GREETING_TIMEOUT_MS, () =>
      connection.destroy(this.#mismatch(`no shared secret within ${GREETING_TIMEOUT_MS} ms`)),
    );
  }

  /** @throws StreamError NET_SECRET_MISMATCH for a frame that may not come yet */
  admit(id: number): void {
    if (!this.#accepted && id !== HELLO) throw this.#mismatch('it showed no shared secret');
  }

  /** @throws StreamError NET_SECRET_MISMATCH; as on the control plane, also for a secret where none is set */
  received(secret: Uint8Array): void {
    if (!sameSecret(TEXT.decode(secret), this.#secret ?? '')) {
      throw this.#mismatch('the shared secret is another one');
    }
    this.#accepted = true;
    this.#deadline?.cancel();
  }

  /** What the peer is told of an error: one that showed no secret learns nothing of our files. */
  tellable(error: StreamError): StreamErrorJson {
    const { code, message, details, ...inside } = error.toJSON();
    return { code, message, details, ...(this.#accepted ? inside : {}) };
  }

  /** The connection is closed. Until then the deadline holds for a refused peer too: it may not want to go. */
  close(): void {
    this.#deadline?.cancel();
  }

  #mismatch(reason: string): StreamError {
    return streamError('NET_SECRET_MISMATCH', { peer: this.#peer, reason });
  }
}
