/** The order in which a process goes down: phases, each after those it depends on, each with a deadline of
 *  its own. Short and fixed: whoever adds a task picks one of them, so that two services never disagree
 *  about the order. Invariant: the phases form no circle; checked before anything is run. Source: Akka's
 *  coordinated shutdown, shortened. */
import { streamError } from '../../base/index.ts';

export type ShutdownPhase<Name extends string = string> = {
  readonly name: Name;
  readonly after: readonly Name[];
  /** What its tasks may take together; what then still runs is left behind. */
  readonly timeoutMs: number;
};

export type ShutdownPhaseName = 'unbind' | 'finishRequests' | 'leave' | 'stopServices' | 'stopActors';

const PHASE_TIMEOUT_MS = 5_000;
/** Leaving waits for tasks, which have some seconds to stop before they lose their threads; what needs them comes
 *  after. Well above those seconds: on a busy machine a thread that is told to end first has to get its turn. */
const TASKS_TIMEOUT_MS = 20_000;
/** Stopping all actors includes what their hooks still write. */
const ACTORS_TIMEOUT_MS = 10_000;

export const SHUTDOWN_PHASES: readonly ShutdownPhase<ShutdownPhaseName>[] = [
  /** Stop taking requests from outside. */
  { name: 'unbind', after: [], timeoutMs: PHASE_TIMEOUT_MS },
  /** Let those that were taken finish. */
  { name: 'finishRequests', after: ['unbind'], timeoutMs: PHASE_TIMEOUT_MS },
  /** Leave the cluster: end tasks, tell peers, give back slots. */
  { name: 'leave', after: ['finishRequests'], timeoutMs: TASKS_TIMEOUT_MS },
  { name: 'stopServices', after: ['leave'], timeoutMs: TASKS_TIMEOUT_MS },
  { name: 'stopActors', after: ['stopServices'], timeoutMs: ACTORS_TIMEOUT_MS },
];

/** What all phases may take one after the other: the deadline for whoever waits for a whole process to go down. */
export function longestShutdownMs(phases: readonly ShutdownPhase[] = SHUTDOWN_PHASES): number {
  return phases.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
}

/** The phases, each after those it depends on; otherwise in the order given.
 *  @throws StreamError SHUTDOWN_PHASES_INVALID for a circle, a name given twice, or one that is not there */
export function orderPhases<Name extends string>(
  phases: readonly ShutdownPhase<Name>[],
): readonly ShutdownPhase<Name>[] {
  const byName = new Map(phases.map((phase) => [phase.name, phase]));
  if (byName.size < phases.length) throw invalid('a phase is there twice', phases);
  const ordered = new Set<ShutdownPhase<Name>>();
  const visit = (phase: ShutdownPhase<Name>, waiting: readonly ShutdownPhase<Name>[]): void => {
    if (ordered.has(phase)) return;
    const way = [...waiting, phase];
    if (waiting.includes(phase)) throw invalid('they wait for each other in a circle', way);
    for (const name of phase.after) {
      const before = byName.get(name);
      if (before === undefined) throw invalid(`${phase.name} comes after ${name}, which is no phase`, way);
      visit(before, way);
    }
    ordered.add(phase);
  };
  for (const phase of phases) visit(phase, []);
  return [...ordered];
}

function invalid(reason: string, phases: readonly ShutdownPhase[]): Error {
  const names = phases.map(({ name }) => name).join(' → ');
  return streamError('SHUTDOWN_PHASES_INVALID', { phases: names, reason });
}
