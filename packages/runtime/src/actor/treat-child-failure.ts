/** Carries out what a parent's strategy decides about a child that failed: resume, restart (within its budget), stop,
 *  pass it on, or end the whole system.
 *  Path of a failure: `receive` throws → lifecycle → parent's mailbox → **here**. */
import { assertNever, streamError } from '../base/index.ts';
import type { CellServices } from './cell-services.ts';
import type { Child, ChildCell, Children } from './children.ts';
import type { SupervisorStrategy } from './supervision.ts';

export type ChildFailure<Cell extends ChildCell> = {
  readonly child: Child<Cell>;
  readonly cause: unknown;
  readonly strategy: SupervisorStrategy;
};

/** @param escalate makes the parent itself fail with the cause */
export function treatChildFailure<Cell extends ChildCell>(
  failure: ChildFailure<Cell>,
  children: Children<Cell>,
  { io, eventStream, system }: CellServices,
  escalate: () => void,
): void {
  const { child, cause, strategy } = failure;
  const { ref } = child.cell;
  const directive = strategy.decide(cause, ref);
  io.log.warn({ actor: ref.path, directive, err: cause }, 'actor failed');
  eventStream.publish({ kind: 'actorFailed', path: ref.path, cause });
  switch (directive) {
    case 'resume':
      return ref.sendSystem({ kind: 'resume', cause });
    case 'restart':
      if (child.budget.request(strategy, io.clock.nowMs())) return ref.sendSystem({ kind: 'restart', cause });
      return children.stop(child, cause);
    case 'stop':
      return children.stop(child, cause);
    case 'escalate':
      return escalate();
    case 'terminateSystem':
      stopAllAsFailed(failure, children);
      void system.terminate();
      return;
    default:
      return assertNever(directive, 'directive');
  }
}

/** Flink's answer to an error that escaped an endpoint: nothing in this process can be trusted any more. */
function stopAllAsFailed<Cell extends ChildCell>(
  { child: failed, cause }: ChildFailure<Cell>,
  children: Children<Cell>,
): void {
  const reason = cause instanceof Error ? cause.message : String(cause);
  children.stopAll((child) => {
    if (child === failed) return cause;
    const details = { actor: child.cell.ref.path, failed: failed.cell.ref.path, reason };
    return streamError('ACTOR_SIBLING_FAILED', details, cause);
  });
}
