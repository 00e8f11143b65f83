/** Whether what a peer sends still belongs to a time in which it was alive for us. A **session** is the time between
 *  two losses: each side numbers its own and tells the number when it greets. A peer given up here is in quarantine:
 *  its old session is refused until it has learned of its loss and comes back with a new one, so nothing that it sent
 *  before the loss arrives after it. A peer that comes with a new incarnation or session on its own account has lost
 *  us: then all that was between the two is over here as well.
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

type Quarantine = { readonly uid: number; session: number | undefined };

export class PeerSession {
  #uid: number | undefined;
  #session: number | undefined;
  #quarantine: Quarantine | undefined;

  /** Nothing is known of the peer. */
  get untouched(): boolean {
    return this.#uid === undefined && this.#quarantine === undefined;
  }

  /** Judges a greeting; the two lanes of one session greet one after the other. */
  greeted(uid: number, session: number): GreetingVerdict {
    const quarantine = this.#quarantine;
    if (quarantine?.uid === uid) {
      // A peer that never greeted before may hold messages from before its loss, whatever its number.
      quarantine.session ??= session;
      if (session <= quarantine.session) return 'outdated';
    }
    const known = { uid: this.#uid, session: this.#session };
    this.#uid = uid;
    this.#session = session;
    this.#quarantine = undefined;
    if (known.uid !== undefined && known.uid !== uid) return 'restarted';
    const renewed = known.session !== undefined && known.session !== session && quarantine === undefined;
    return renewed ? 'renewed' : 'welcome';
  }

  /** The peer acknowledged our greeting. */
  acknowledged(uid: number): void {
    if (this.#uid !== uid) this.#session = undefined;
    this.#uid = uid;
  }

  /** The peer says that it gave us up: it will come with a session that we do not know yet. */
  toldOutdated(): void {
    this.#session = undefined;
  }

  /** This side gave the peer up. */
  givenUp(): void {
    if (this.#uid !== undefined) this.#quarantine = { uid: this.#uid, session: this.#session };
    this.#uid = undefined;
    this.#session = undefined;
  }
}
