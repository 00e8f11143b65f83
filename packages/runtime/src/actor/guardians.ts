/** The first actors of a system: the root (`/`) and below it `/user` (the application) and `/system` (what
 *  outlives it). Termination runs through them: `/user` stops, then `/system`, then the root, then the
 *  bubble-walker above the root is told, which completes `whenTerminated`. A failure that reaches `/user`
 *  takes the same way. */
import type { Actor, Props } from './actor.ts';
import { ROOT_PATH } from './actor-path.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorCell } from './actor-cell.ts';
import type { CellServices } from './cell-services.ts';
import { DEFAULT_SUPERVISION, STOP_SUPERVISION, type SupervisorStrategy } from './supervision.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';
import { assert } from '../base/index.ts';

export class Guardians {
  readonly root: ActorCell<never>;
  readonly user: ActorCell<unknown>;
  readonly system: ActorCell<unknown>;

  /** @param terminated called once, when the root has stopped */
  constructor(services: CellServices, userStrategy: SupervisorStrategy | undefined, terminated: () => void) {
    const above = new BubbleWalker(services.address, terminated);
    this.root = new ActorCell<never>(services, above, ROOT_PATH, '', {
      create: () => new RootGuardian(this),
      supervisor: STOP_SUPERVISION,
    });
    this.root.start();
    this.root.spawn(guardianProps(userStrategy ?? DEFAULT_SUPERVISION), 'user');
    this.root.spawn(guardianProps(DEFAULT_SUPERVISION), 'system');
    this.user = this.#childOfRoot('user');
    this.system = this.#childOfRoot('system');
  }

  #childOfRoot(name: string): ActorCell<unknown> {
    const cell = this.root.childNamed(name);
    assert(cell !== undefined, 'the guardians are there from the start');
    return cell;
  }
}

/** Has no messages; it only watches the order in which the tree ends. */
class RootGuardian implements Actor<never> {
  readonly #guardians: Guardians;

  constructor(guardians: Guardians) {
    this.#guardians = guardians;
  }

  preStart(): void {
    const { root, user, system } = this.#guardians;
    root.deathWatch.watch(user.ref);
    root.deathWatch.watch(system.ref);
  }

  receive(): void {}

  actorTerminated(ref: ActorRef): void {
    const { root, user, system } = this.#guardians;
    if (ref === user.ref) system.stop();
    else root.stop();
  }
}

class Guardian implements Actor<unknown> {
  receive(): void {}
}

function guardianProps(supervisor: SupervisorStrategy): Props<unknown> {
  return { create: () => new Guardian(), supervisor };
}

/** Stands above the root, where no actor is; hears that the root stopped. */
class BubbleWalker implements InternalRef {
  readonly path = '';
  readonly uid = 0;
  readonly address: string;
  readonly #terminated: () => void;

  constructor(address: string, terminated: () => void) {
    this.address = address;
    this.#terminated = terminated;
  }

  tell(): void {}

  sendSystem(message: SystemMessage): void {
    if (message.kind === 'deathNotice') this.#terminated();
    else if (message.kind === 'failed') message.child.sendSystem({ kind: 'terminate', cause: message.cause });
  }
}
