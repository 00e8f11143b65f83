/** A real actor that a test looks through: it records what it was sent and by whom, what died, and can answer.
 *  It lives under `/user`; run the world (`settle`) before looking. */
import type { ActorRef, ActorSystem } from '../actor/index.ts';

type ProbeCommand =
  { readonly probe: 'watch'; readonly ref: ActorRef } | { readonly probe: 'unwatch'; readonly ref: ActorRef };

export class TestProbe {
  readonly ref: ActorRef;
  readonly messages: unknown[] = [];
  /** Senders of `messages`, by index. */
  readonly senders: (ActorRef | undefined)[] = [];
  /** Paths of watched actors that died, in order. */
  readonly deaths: string[] = [];

  constructor(system: ActorSystem, name?: string) {
    this.ref = system.spawn<unknown>(
      {
        create: (context) => ({
          receive: (message) => {
            const command = message as Partial<ProbeCommand> | undefined;
            if (command?.probe === 'watch' && command.ref !== undefined) return context.watch(command.ref);
            if (command?.probe === 'unwatch' && command.ref !== undefined)
              return context.unwatch(command.ref);
            this.messages.push(message);
            this.senders.push(context.sender);
          },
          actorTerminated: (ref) => void this.deaths.push(ref.path),
        }),
      },
      name,
    );
  }

  watch(ref: ActorRef): void {
    this.ref.tell({ probe: 'watch', ref });
  }

  unwatch(ref: ActorRef): void {
    this.ref.tell({ probe: 'unwatch', ref });
  }

  /** Answers the sender of the last message. */
  reply(value: unknown): void {
    this.senders.at(-1)?.tell(value, this.ref);
  }
}
