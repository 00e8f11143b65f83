/** The only way to reach an actor: a path, the uid of one incarnation, and `tell`.
 *  Refs may be kept, compared by path and uid, and sent to other nodes. A ref whose actor stopped never reaches the
 *  next actor of that name: its messages become dead letters. */

export type ActorRef<M = unknown> = {
  /** `/user/…`, without the address. */
  readonly path: string;
  /** Which incarnation of the path; 0 for a ref that names a path only. */
  readonly uid: number;
  /** The system it lives in, such as `rivulet.tcp://rivulet@127.0.0.1:6123`. */
  readonly address: string;
  /** At most once, in order per sender and receiver. Never throws into the sender. */
  tell(message: M, sender?: ActorRef): void;
};

/** Address and path in one: what `ActorSystem.resolve` takes. */
export function fullPath(ref: ActorRef): string {
  return `${ref.address}${ref.path}`;
}

export function sameRef(a: ActorRef, b: ActorRef): boolean {
  return a === b || (a.uid === b.uid && a.path === b.path && a.address === b.address);
}

/** A key for maps by incarnation. */
export function refKey(ref: ActorRef): string {
  return `${ref.address}${ref.path}#${ref.uid}`;
}
