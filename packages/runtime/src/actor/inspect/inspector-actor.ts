/** Answers questions of other processes about this one, at `/system/inspector`.
 *  An actor of its own, so that it answers while any endpoint is paused, busy or gone. */
import type { Actor, ActorContext } from '../actor.ts';
import type { MailboxControl } from './mailbox-report.ts';
import { INSPECTOR_NAME, type MailboxView, type ProcessInspector } from './process-inspector.ts';

/** Plain objects: they cross processes. */
export type InspectionQuery =
  | { readonly type: 'inspectActors' }
  | { readonly type: 'inspectMailboxes'; readonly path: string; readonly view: MailboxView }
  | { readonly type: 'inspectFacts'; readonly topics: readonly string[] }
  | { readonly type: 'inspectDeadLetters' }
  | { readonly type: 'inspectGraph' }
  | { readonly type: 'inspectTrace'; readonly count: number }
  | {
      readonly type: 'controlMailbox';
      readonly control: MailboxControl;
      readonly path: string;
      readonly count: number;
    };

export class InspectorActor implements Actor<InspectionQuery> {
  readonly #inspector: ProcessInspector;

  constructor(inspector: ProcessInspector) {
    this.#inspector = inspector;
  }

  receive(query: InspectionQuery, context: ActorContext<InspectionQuery>): void {
    try {
      context.reply(answerQuery(this.#inspector, query));
    } catch (error) {
      // A question that cannot be answered is the asker's affair.
      context.replyFailure(error);
    }
  }
}

/** Starts the actor in the inspector's own system. */
export function serveInspection(inspector: ProcessInspector): void {
  inspector.system.spawnSystem({ create: () => new InspectorActor(inspector) }, INSPECTOR_NAME);
}

export function answerQuery(inspector: ProcessInspector, query: InspectionQuery): unknown {
  switch (query.type) {
    case 'inspectActors':
      return inspector.actors();
    case 'inspectMailboxes':
      return inspector.mailboxes(query.path, query.view);
    case 'inspectFacts':
      return inspector.facts(query.topics);
    case 'inspectDeadLetters':
      return inspector.deadLetters();
    case 'inspectGraph':
      return inspector.graph();
    case 'inspectTrace':
      return inspector.trace(query.count);
    case 'controlMailbox':
      return inspector.control(query.control, query.path, query.count);
    default:
      // From a wire: a peer of another version may ask anything.
      throw new RangeError('this process does not know that question');
  }
}
