/** What does an actor system contain? The parts of the ones that run here, counted.
 *  Source of Flink's side: a Pekko system "flink" in every process, endpoints below `/user/rpc`. */
import type { Language } from '@rivulet/runtime/base';
import type { ClusterFacts } from './cluster-facts.ts';
import { sumOf } from './communication-question.ts';
import { type ExplainedFact, type Explanation, factOf, type Say, sayIn, type Values } from './explanation.ts';
import { ACTORS_TEXTS, type ActorsText } from './texts/actors-texts.ts';
import { endpointCountOf } from './threads-question.ts';

export function actorsQuestion(facts: ClusterFacts, language: Language): Explanation {
  const say = sayIn(ACTORS_TEXTS, language);
  const counts = actorCountsOf(facts);
  const values: Values = { ...counts };
  return {
    question: 'actors',
    title: say('title'),
    answer: [
      say('contents', values),
      say('tree', values),
      say('mailboxes', values),
      ...(counts.paused === '' ? [] : [say('paused', values)]),
      say('tasks', values),
    ],
    facts: factsOf(say, counts),
    trials: [
      { command: 'rivulet mailbox pause /user/rpc/resourcemanager_0', changes: say('tryPause') },
      { command: 'rivulet mailbox resume /user/rpc/resourcemanager_0', changes: say('tryResume') },
      { command: 'rivulet actors --watch', changes: say('tryWatch') },
    ],
    flink: [say('flinkSame'), say('flinkSupervision'), say('flinkThreads')],
  };
}

export type ActorCounts = {
  readonly systems: number;
  readonly actors: number;
  readonly endpoints: number;
  /** `dispatcher 1, jobmanager 1, …` */
  readonly endpointKinds: string;
  readonly handled: number;
  readonly waiting: number;
  readonly asks: number;
  readonly watches: number;
  readonly restarts: number;
  readonly deadLetters: number;
  readonly paused: string;
  readonly taskMailboxes: number;
};

export function actorCountsOf({ actors, graph, deadLetters }: ClusterFacts): ActorCounts {
  const listed = actors.processes.flatMap((process) => process.actors);
  const kinds = Map.groupBy(
    listed.flatMap(({ path }) => /^\/user\/rpc\/([a-z]+)_\d+$/.exec(path)?.[1] ?? []),
    (kind) => kind,
  );
  return {
    systems: actors.processes.length,
    actors: listed.length,
    endpoints: endpointCountOf(actors),
    endpointKinds: [...kinds].map(([kind, all]) => `${kind} ${all.length}`).join(', '),
    handled: sumOf(listed.map(({ processed }) => processed)),
    waiting: sumOf(listed.map(({ mailboxDepth }) => mailboxDepth)),
    asks: graph.asks.length,
    watches: graph.watches.length,
    restarts: sumOf(listed.map(({ restarts }) => restarts)),
    deadLetters,
    paused: listed
      .filter(({ state }) => state === 'paused')
      .map(({ path }) => path)
      .join(', '),
    taskMailboxes: sumOf(
      actors.processes.flatMap(({ taskMailboxes }) => taskMailboxes.map(({ tasks }) => tasks.length)),
    ),
  };
}

function factsOf(say: Say<ActorsText>, counts: ActorCounts): readonly ExplainedFact[] {
  const fact = factOf(say, counts);
  return [
    fact('systems', 'factSystems', 'ActorSystem "flink", one a process', SYSTEM),
    fact('actors', 'factActors', '/, /user, /system and what is below', CELL),
    fact('endpoints', 'factEndpoints', '/user/rpc/<endpoint>_<n>', SERVICE),
    fact('handled', 'factHandled', '15 a turn (throughput)', DISPATCHER),
    fact('waiting', 'factWaiting', 'UnboundedControlAwareMailbox', MAILBOX),
    fact('asks', 'factAsks', '/temp/$a promises', ASK),
    fact('watches', 'factWatches', 'DeathWatch, Terminated', WATCH),
    fact('restarts', 'factRestarts', 'SupervisorStrategy', SUPERVISION),
    fact('deadLetters', 'factDeadLetters', 'deadLetters, DeadLettersActor', DEAD),
    fact('taskMailboxes', 'factTaskMailboxes', 'TaskMailboxImpl, MailboxProcessor', TASKS),
  ];
}

const SYSTEM = 'packages/runtime/src/actor/actor-system.ts';
const CELL = 'packages/runtime/src/actor/actor-cell.ts';
const SERVICE = 'packages/runtime/src/rpc/rpc-service.ts';
const DISPATCHER = 'packages/runtime/src/actor/dispatcher.ts';
const MAILBOX = 'packages/runtime/src/actor/mailbox.ts';
const ASK = 'packages/runtime/src/actor/ask.ts';
const WATCH = 'packages/runtime/src/actor/death-watch.ts';
const SUPERVISION = 'packages/runtime/src/actor/supervision.ts';
const DEAD = 'packages/runtime/src/actor/dead-letters.ts';
const TASKS = 'packages/taskmanager/src/task/mailbox/task-mailbox.ts';
