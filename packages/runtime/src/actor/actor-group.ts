/** A supervising parent that others spawn into from outside, such as `/user/rpc` for all endpoints of a process. */
import type { Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';

export type ActorGroup = {
  readonly ref: ActorRef;
  /** @throws StreamError ACTOR_NAME_TAKEN, ACTOR_NAME_INVALID, ACTOR_STOPPING */
  spawn<M>(props: Props<M>, name?: string): ActorRef<M>;
};
