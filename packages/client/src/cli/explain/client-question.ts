/** Is the job client an internal part of Flink, and what does it do? Answered by looking for it inside the cluster:
 *  this command is a client itself, and none of the threads, actors and slots below is its own.
 *  Source of Flink's side: flink-clients, RestClusterClient; the JobClientActor of old articles ended with 1.5. */
import type { Language } from '@rivulet/runtime/base';
import type { ClusterFacts } from './cluster-facts.ts';
import { type ExplainedFact, type Explanation, factOf, type Say, sayIn, type Values } from './explanation.ts';
import { CLIENT_TEXTS, type ClientText } from './texts/client-texts.ts';

export function clientQuestion(facts: ClusterFacts, language: Language): Explanation {
  const say = sayIn(CLIENT_TEXTS, language);
  const counts = clientCountsOf(facts);
  const values: Values = { ...counts };
  return {
    question: 'client',
    title: say('title'),
    answer: [
      say('outside', values),
      say(facts.client.embedded ? 'embedded' : 'apart', values),
      ...(counts.jobName === '' ? [say('noJob')] : [say('built', values)]),
      say('leaving'),
    ],
    facts: factsOf(say, counts),
    trials: [
      { command: 'rivulet run <job.ts> --jobmanager host:port --detached', changes: say('tryDetached') },
      { command: 'kill -9 <pid of an attached rivulet run>', changes: say('tryKill') },
    ],
    flink: [say('flinkSame'), say('flinkModes'), say('flinkHistory')],
  };
}

/** Whoever submitted the job built it to have a plan to submit. */
const BUILDS_IN_CLIENT = 1;

export type ClientCounts = {
  readonly pid: string;
  readonly restAddress: string;
  readonly clusterProcesses: number;
  /** Processes of the cluster that are this client's. */
  readonly sharedProcesses: number;
  readonly actors: number;
  readonly clientActors: number;
  readonly jobName: string;
  readonly vertices: number;
  readonly status: string;
  /** How often the user's build function ran: once in the client, and as often as the job's tasks counted. */
  readonly builds: number;
};

export function clientCountsOf(facts: ClusterFacts): ClientCounts {
  const { threads, actors, client, job } = facts;
  const tasks = threads.processes.flatMap((process) => process.threads.flatMap((thread) => thread.tasks));
  const jobBuilds = tasks
    .filter(({ jobId }) => jobId === job?.details.jid)
    .reduce((sum, task) => sum + task.jobBuilds, 0);
  const listed = actors.processes.flatMap((process) => process.actors);
  return {
    pid: String(client.pid),
    restAddress: client.restAddress,
    clusterProcesses: threads.processes.length,
    sharedProcesses: threads.processes.filter(({ pid }) => pid === client.pid).length,
    actors: listed.length,
    clientActors: listed.filter(({ path }) => /^\/user\/(?!rpc(\/|$))/.test(path)).length,
    jobName: job?.details.name ?? '',
    vertices: job?.details.vertices.length ?? 0,
    status: job?.details.state ?? '',
    builds: job === undefined ? 0 : BUILDS_IN_CLIENT + jobBuilds,
  };
}

function factsOf(say: Say<ClientText>, counts: ClientCounts): readonly ExplainedFact[] {
  const fact = factOf(say, counts);
  return [
    fact('pid', 'factPid', 'client JVM (flink run)', MAIN),
    fact('sharedProcesses', 'factShared', 'LocalExecutor: 1, RemoteExecutor: 0', MINI),
    fact('clientActors', 'factActors', 'none since 1.5', CLIENT),
    fact('restAddress', 'factRest', 'RestClusterClient → rest.port', CONNECTION),
    fact('vertices', 'factVertices', 'StreamGraph → JobGraph', GRAPH),
    fact('builds', 'factBuilds', 'main() once; functions are serialised', BUILD),
    fact('status', 'factStatus', 'JobClient.getJobStatus', HANDLE),
  ];
}

const MAIN = 'packages/client/src/cli/main.ts';
const MINI = 'packages/client/src/mini-cluster.ts';
const CLIENT = 'packages/client/src/cluster-client.ts';
const CONNECTION = 'packages/client/src/rest/rest-connection.ts';
const GRAPH = 'packages/api/src/plan/create-job-graph.ts';
const BUILD = 'packages/api/src/program/build-stream-graph.ts';
const HANDLE = 'packages/client/src/job-handle.ts';
