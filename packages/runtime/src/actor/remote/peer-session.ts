/** Whether what a peer sends still belongs to a time in which it was alive for us. A **session** is the time between
 *  two losses: each side numbers its own and tells the number when it greets. A peer given up here is in quarantine:
 *  the session that was open is refused until the peer has learned of its loss and comes back with a new one, so
 *  nothing that it sent in a lost session arrives after the loss. A peer that comes with a new incarnation or session
 *  on its own account has lost us: then all that was between the two is over here as well.
 *  Source: Akka's quarantine, with a way back that needs no restart. Pure: no clock, no connection. */

export type GreetingVerdict =
  /** Nothing has changed, or the loss was ours and the peer knows of it. */
  | 'welcome'
  /** The same incarnation has given us up. */
  | 'renewed'
  /** Another incarnation; the one before is gone. */
  | 'restarted'
  /** The peer does not know yet that it was given up. */
  | 'outdated';

/** What a side tells about sessions when it greets. */
export type SessionTerms = {
  /** The number of its own session. */
  readonly session: number;
  /** Up to this number it has given up the sessions of the other side. */
  readonly givenUpTo: number;
};

export class PeerSession {
  #uid: number | undefined;
  /** The last with which the peer greeted; numbers begin at 1. */
  #session = 0;
  #givenUpTo = 0;
  /** A loss that both sides will know of: the next new session tells nothing more. */
  #renewalExpected = false;

  /** The peer's sessions up to this number are refused. */
  get givenUpTo(): number {
    return this.#givenUpTo;
  }

  /** Judges a greeting; the two lanes of one session greet one after the other. */
  greeted(uid: number, session: number): GreetingVerdict {
    if (uid !== this.#uid) {
      const known = this.#uid !== undefined;
      this.#begin(uid, session);
      return known ? 'restarted' : 'welcome';
    }
    if (session <= this.#givenUpTo || session < this.#session) return 'outdated';
    const renewed = this.#session > 0 && session > this.#session && !this.#renewalExpected;
    if (session > this.#session) this.#renewalExpected = false;
    this.#session = session;
    return renewed ? 'renewed' : 'welcome';
  }

  /** The peer acknowledged our greeting. */
  acknowledged(uid: number): void {
    if (uid !== this.#uid) this.#begin(uid, 0);
  }

  /** The peer says that it gave us up. */
  toldOutdated(): void {
    this.#renewalExpected = true;
  }

  /** This side gave the peer up. */
  givenUp(): void {
    this.#givenUpTo = this.#session;
    this.#renewalExpected = true;
  }

  #begin(uid: number, session: number): void {
    this.#uid = uid;
    this.#session = session;
    this.#givenUpTo = 0;
    this.#renewalExpected = false;
  }
}
