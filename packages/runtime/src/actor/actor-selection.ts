/** Whoever lives at a path *now*: names from the root down, any of which may hold wildcards (`/user/rpc/task*`).
 *  Looked up again with every message; it stands for places, not for lives, and cannot be watched. */
import type { ActorRef } from './actor-ref.ts';

export type ActorSelection = {
  readonly path: string;
  /** To all that live there; a dead letter when nobody does. */
  tell(message: unknown, sender?: ActorRef): void;
  /** Those that live there, in the order in which they were started. */
  refs(): readonly ActorRef[];
  /** One of them, asked for its identity. @returns rejects with RECIPIENT_UNREACHABLE when nobody lives there */
  resolve(timeoutMs: number): Promise<ActorRef>;
};
