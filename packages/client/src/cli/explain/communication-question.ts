/** What is the communication mechanism? Two planes, each counted: messages between actors, buffers between tasks.
 *  Source of Flink's side: Pekko (Akka until 1.17) for control, Netty with credits for data. */
import type { Language } from '@rivulet/runtime/base';
import type { ClusterFacts } from './cluster-facts.ts';
import { type ExplainedFact, type Explanation, factOf, type Say, sayIn, type Values } from './explanation.ts';
import { COMMUNICATION_TEXTS, type CommunicationText } from './texts/communication-texts.ts';
import { endpointCountOf } from './threads-question.ts';

export function communicationQuestion(facts: ClusterFacts, language: Language): Explanation {
  const say = sayIn(COMMUNICATION_TEXTS, language);
  const counts = communicationCountsOf(facts);
  const values: Values = { ...counts };
  return {
    question: 'communication',
    title: say('title'),
    answer: [
      say('planes', values),
      say('control', values),
      ...(counts.channels === 0 ? [say('noJob')] : [say('data', values), say(flowOf(counts), values)]),
      say('seam'),
    ],
    facts: factsOf(say, counts),
    trials: [
      { command: 'npx -y pnpm lab flow-control', changes: say('tryFlow') },
      { command: 'rivulet channels --watch', changes: say('tryChannels') },
      { command: 'rivulet trace --mermaid', changes: say('tryTrace') },
    ],
    flink: [say('flinkControl'), say('flinkData'), say('flinkOthers')],
  };
}

export type CommunicationCounts = {
  readonly processes: number;
  readonly endpoints: number;
  readonly messages: number;
  readonly waitingMessages: number;
  readonly pendingAsks: number;
  readonly channels: number;
  readonly localChannels: number;
  readonly remoteChannels: number;
  readonly buffers: number;
  readonly bytes: number;
  readonly credits: number;
  readonly creditMessages: number;
  readonly flowControl: string;
};

export function communicationCountsOf({ threads, actors, graph, job }: ClusterFacts): CommunicationCounts {
  const listed = actors.processes.flatMap((process) => process.actors);
  const channels = job?.channels ?? [];
  const remote = channels.filter(({ kind }) => kind === 'remote');
  return {
    processes: threads.processes.length,
    endpoints: endpointCountOf(actors),
    messages: sumOf(listed.map(({ processed }) => processed)),
    waitingMessages: sumOf(listed.map(({ mailboxDepth }) => mailboxDepth)),
    pendingAsks: graph.asks.length,
    channels: channels.length,
    localChannels: channels.length - remote.length,
    remoteChannels: remote.length,
    buffers: sumOf(channels.map(({ buffersReceived }) => buffersReceived)),
    bytes: sumOf(channels.map(({ bytesReceived }) => bytesReceived)),
    credits: sumOf(remote.map(({ creditsAnnounced }) => creditsAnnounced)),
    creditMessages: sumOf(remote.map(({ creditMessages }) => creditMessages)),
    flowControl: channels[0]?.flowControl ?? '',
  };
}

function flowOf({ remoteChannels, flowControl }: CommunicationCounts): CommunicationText {
  if (remoteChannels === 0) return 'local';
  return flowControl === 'tcp' ? 'tcp' : 'credit';
}

function factsOf(say: Say<CommunicationText>, counts: CommunicationCounts): readonly ExplainedFact[] {
  const fact = factOf(say, counts);
  return [
    fact('processes', 'factProcesses', 'ActorSystem "flink", one a JVM', TRANSPORT),
    fact('endpoints', 'factEndpoints', 'RpcEndpoint, RpcGateway', GATEWAY),
    fact('messages', 'factMessages', 'RpcInvocation, RunAsync, CallAsync', MAILBOX),
    fact('pendingAsks', 'factAsks', 'ask with a timeout, pekko.ask.timeout', ASK),
    fact('localChannels', 'factLocal', 'LocalInputChannel', LOCAL),
    fact('remoteChannels', 'factRemote', 'RemoteInputChannel', REMOTE),
    fact('buffers', 'factBuffers', 'numBuffersIn, BufferResponse', DECODER),
    fact('bytes', 'factBytes', 'numBytesIn', DECODER),
    fact('credits', 'factCredits', 'AddCredit, unannouncedCredit', CREDIT),
    fact('creditMessages', 'factCreditMessages', 'AddCredit messages', CREDIT),
    fact('flowControl', 'factFlow', 'credit-based since 1.5', VIEW),
  ];
}

const TRANSPORT = 'packages/runtime/src/actor/remote/tcp-transport.ts';
const GATEWAY = 'packages/runtime/src/rpc/rpc-gateway.ts';
const MAILBOX = 'packages/runtime/src/actor/mailbox.ts';
const ASK = 'packages/runtime/src/actor/ask.ts';
const LOCAL = 'packages/runtime/src/network/channel/input-channel.ts';
const REMOTE = 'packages/runtime/src/network/channel/remote-input-channel.ts';
const DECODER = 'packages/runtime/src/network/wire/frame-decoder.ts';
const CREDIT = 'packages/runtime/src/network/channel/channel-credit.ts';
const VIEW = 'packages/runtime/src/network/exchange/credit-view.ts';

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
