/** Looks into all processes of a cluster from one of them: its own system directly, its peers through their inspectors.
 *  Peers are those the control plane is connected with, so no endpoint has to be asked who is there: inspection works
 *  while the Dispatcher or the ResourceManager is paused. A process that does not answer is named, not waited for. */
import type { ActorSystem } from '../actor-system.ts';
import { splitFullPath } from '../actor-path.ts';
import { askCircles } from './ask-circles.ts';
import { answerQuery, type InspectionQuery } from './inspector-actor.ts';
import type {
  AskReport,
  ControlReport,
  DeadLettersReport,
  GraphReport,
  MailboxControl,
  MailboxReport,
  ProcessActors,
  ProcessFacts,
  TraceReport,
} from './mailbox-report.ts';
import { INSPECTOR_PATH, type MailboxView, type ProcessInspector } from './process-inspector.ts';

export type MissingProcess = { readonly address: string; readonly reason: string };
export type Reports<Report> = {
  readonly reports: readonly Report[];
  readonly missing: readonly MissingProcess[];
};

export type ClusterGraph = {
  readonly asks: readonly AskReport[];
  readonly watches: GraphReport['watches'];
  /** Paths of actors whose asks wait for each other. */
  readonly circles: readonly (readonly string[])[];
};

export type ControlOutcome = {
  readonly reports: readonly ControlReport[];
  /** What waits for the actors concerned and gives up when they stay paused, the soonest first. */
  readonly waiting: readonly AskReport[];
};

const ANSWER_TIMEOUT_MS = 1_500;

export class ClusterInspector {
  readonly #own: ProcessInspector;
  readonly #system: ActorSystem;
  readonly #peers = new Set<string>();

  constructor(own: ProcessInspector) {
    this.#own = own;
    this.#system = own.system;
    this.#system.eventStream.subscribe('peerConnected', (event) => {
      if (event.kind === 'peerConnected') this.#peers.add(event.address);
    });
    this.#system.eventStream.subscribe('peerLost', (event) => {
      if (event.kind === 'peerLost') this.#peers.delete(event.address);
    });
  }

  actors(): Promise<Reports<ProcessActors>> {
    return this.#askAll<ProcessActors>({ type: 'inspectActors' });
  }

  /** What the parts of each process show under these topics. */
  facts(topics: readonly string[]): Promise<Reports<ProcessFacts>> {
    return this.#askAll<ProcessFacts>({ type: 'inspectFacts', topics });
  }

  /** @param path may hold wildcards; with an address in front, only of that process */
  async mailboxes(path: string, view: MailboxView): Promise<readonly MailboxReport[]> {
    const place = splitFullPath(path);
    const query: InspectionQuery = { type: 'inspectMailboxes', path: place.path, view };
    const [{ reports }, graph] = await Promise.all([
      this.#askAll<readonly MailboxReport[]>(query, place.address),
      this.graph(),
    ]);
    return reports.flat().map((report) => {
      const own = `${report.address}${report.actor.path}`;
      return { ...report, asksIn: graph.asks.filter(({ target }) => target === own) };
    });
  }

  async deadLetters(): Promise<Reports<DeadLettersReport>> {
    return this.#askAll<DeadLettersReport>({ type: 'inspectDeadLetters' });
  }

  async graph(): Promise<ClusterGraph> {
    const { reports } = await this.#askAll<GraphReport>({ type: 'inspectGraph' });
    const asks = reports.flatMap((report) => report.asks);
    return { asks, watches: reports.flatMap(({ watches }) => watches), circles: askCircles(asks) };
  }

  trace(count: number): Promise<Reports<TraceReport>> {
    return this.#askAll<TraceReport>({ type: 'inspectTrace', count });
  }

  /** Pauses, resumes or steps what lives at `path`. */
  async control(control: MailboxControl, path: string, count: number): Promise<ControlOutcome> {
    const place = splitFullPath(path);
    const query: InspectionQuery = { type: 'controlMailbox', control, path: place.path, count };
    const { reports } = await this.#askAll<ControlReport>(query, place.address);
    const touched = reports.filter(({ paths }) => paths.length > 0);
    const concerned = new Set(
      touched.flatMap(({ address, paths }) => paths.map((each) => `${address}${each}`)),
    );
    const { asks } = await this.graph();
    const waiting = asks.filter(({ target }) => concerned.has(target));
    return { reports: touched, waiting: waiting.toSorted((a, b) => a.leftMs - b.leftMs) };
  }

  /** @param only the address of the one process to ask; all when absent */
  async #askAll<Report>(query: InspectionQuery, only?: string): Promise<Reports<Report>> {
    const own = only === undefined || only === this.#system.address;
    const reports: Report[] = own ? [answerQuery(this.#own, query) as Report] : [];
    const missing: MissingProcess[] = [];
    const peers = [...this.#peers].filter((address) => only === undefined || only === address);
    const answers = peers.map(async (address) => {
      const inspector = this.#system.refTo(address, INSPECTOR_PATH, 0);
      const options = { timeoutMs: ANSWER_TIMEOUT_MS, description: query.type };
      return this.#system.ask<Report>(inspector, query, options);
    });
    const settled = await Promise.allSettled(answers);
    settled.forEach((answer, index) => {
      if (answer.status === 'fulfilled') return reports.push(answer.value);
      const reason = answer.reason instanceof Error ? answer.reason.message : String(answer.reason);
      return missing.push({ address: peers[index] ?? '', reason });
    });
    return { reports, missing };
  }
}
