/** Messages between cells, ahead of all user messages: life, death and supervision. Never sent by user code.
 *  `InternalRef` is what every ref of ours can do besides `tell`: take such a message.
 *  Source: Akka's system messages, without remote deployment. */
import type { ActorRef } from './actor-ref.ts';

export type InternalRef = ActorRef & { sendSystem(message: SystemMessage): void };

export type DeathNotice = {
  readonly kind: 'deathNotice';
  readonly subject: InternalRef;
  /** False when nobody was found under the watched ref. */
  readonly existenceConfirmed: boolean;
  /** True when the whole node was lost. */
  readonly addressTerminated: boolean;
};

export type SystemMessage =
  | { readonly kind: 'create' }
  | { readonly kind: 'suspend' }
  /** `cause` is the failure that this resume answers, absent when only the parent's suspension ends. */
  | { readonly kind: 'resume'; readonly cause: unknown }
  | { readonly kind: 'restart'; readonly cause: unknown }
  /** `cause` is set when a failure (its own or a sibling's) stops the actor. */
  | { readonly kind: 'terminate'; readonly cause: unknown }
  | { readonly kind: 'failed'; readonly child: InternalRef; readonly cause: unknown }
  | { readonly kind: 'watch'; readonly watcher: InternalRef }
  | { readonly kind: 'unwatch'; readonly watcher: InternalRef }
  | DeathNotice;
