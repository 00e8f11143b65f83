/** A cluster of processes for a benchmark, started and stopped through the command line as a person would. */
import { execFileSync } from 'node:child_process';
import { NODE_FLAGS, peakRssOf } from './run-measured.ts';

export type ClusterSize = { readonly taskManagers: number; readonly slots: number };

type ClusterDocument = {
  readonly restAddress: string;
  readonly processes: readonly { readonly role: string; readonly pid: number }[];
};

export class ClusterProcesses implements AsyncDisposable {
  readonly #cli: string;
  readonly #document: ClusterDocument;

  private constructor(cli: string, document: ClusterDocument) {
    this.#cli = cli;
    this.#document = document;
  }

  static start(cli: string, size: ClusterSize): Promise<ClusterProcesses> {
    const output = rivulet(cli, [
      ...['cluster', 'start', '--detach', '--json', '--rest-port', '18099'],
      ...['--taskmanagers', String(size.taskManagers), '--slots', String(size.slots)],
    ]);
    return Promise.resolve(new ClusterProcesses(cli, JSON.parse(output) as ClusterDocument));
  }

  get restAddress(): string {
    return this.#document.restAddress;
  }

  /** The largest of the TaskManagers, in MB. */
  peakRssMb(): number {
    const workers = this.#document.processes.filter(({ role }) => role === 'taskmanager');
    return Math.max(...workers.map(({ pid }) => peakRssOf(pid)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    rivulet(this.#cli, ['cluster', 'stop']);
    return Promise.resolve();
  }
}

function rivulet(cli: string, args: readonly string[]): string {
  return execFileSync(process.execPath, [...NODE_FLAGS, cli, ...args], { encoding: 'utf8' });
}
