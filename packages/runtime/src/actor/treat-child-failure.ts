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
  { io, eventStream, system, recorder }: CellServices,
  escalate: () => void,
): void {
  const { child, cause, strategy } = failure;
  const { ref } = child.cell;
  const directive = strategy.decide(cause, ref);
  io.log.warn({ actor: ref.path, directive, err: cause }, 'actor failed');
  eventStream.publish({ kind: 'actorFailed', path: ref.path, cause });
  recorder.decided(child.cell.serial, directive);
  switch (directive) {
    case 'resume':
      return ref.sendSystem({ kind: 'resume', cause });
    case 'restart':
      return restart(failure, children, io.clock.nowMs());
    case 'stop':
      return stop(failure, children);
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

function restart<Cell extends ChildCell>(
  failure: ChildFailure<Cell>,
  children: Children<Cell>,
  nowMs: number,
): void {
  const { child: failed, cause, strategy } = failure;
  // Nobody who has been told to stop is brought back because of a sibling.
  const concerned =
    strategy.scope === 'allChildren' ? children.staying().filter((child) => child !== failed) : [];
  // Every child's budget is asked, also when one has refused already: all of them would have been restarted.
  const allowed = [failed, ...concerned].map(({ budget }) => budget.request(strategy, nowMs));
  if (allowed.includes(false)) return stop(failure, children);
  for (const { cell } of concerned) cell.ref.sendSystem({ kind: 'suspend' });
  for (const { cell } of [failed, ...concerned]) cell.ref.sendSystem({ kind: 'restart', cause });
}

function stop<Cell extends ChildCell>(failure: ChildFailure<Cell>, children: Children<Cell>): void {
  if (failure.strategy.scope === 'allChildren') return stopAllAsFailed(failure, children);
  children.stop(failure.child, failure.cause);
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
