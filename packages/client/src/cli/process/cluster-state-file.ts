/** Remembers the processes of the local cluster between commands: a file in the person's run folder.
 *  Invariant: a process is only called ours if its command line says so, since a number may be given again. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export type ClusterProcess = {
  readonly role: 'jobmanager' | 'taskmanager';
  readonly pid: number;
  readonly address: string;
};

export type ClusterState = {
  /** `host:port` of the REST endpoint. */
  readonly restAddress: string;
  readonly slots: number;
  readonly processes: readonly ClusterProcess[];
};

export class ClusterStateFile {
  /** Holds the state file, logs and what jobs print. */
  readonly folder: string;
  readonly #path: string;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.folder = environment['RIVULET_RUN_DIR'] ?? join(tmpdir(), `rivulet-${userInfo().username}`);
    this.#path = join(this.folder, 'cluster.json');
  }

  /** `undefined` when none was started, or all its processes are gone. */
  read(): ClusterState | undefined {
    let state: ClusterState;
    try {
      state = JSON.parse(readFileSync(this.#path, 'utf8')) as ClusterState;
    } catch {
      return undefined;
    }
    return state.processes.some(({ pid, role }) => isRunning(pid, role)) ? state : undefined;
  }

  write(state: ClusterState): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.#path, `${JSON.stringify(state, null, 2)}\n`);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Whether the process is there and is one of ours. */
export function isRunning(pid: number, role: ClusterProcess['role']): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // An ended process that nobody has waited for yet has an empty command line.
    return command.split('\0').includes(role);
  } catch {
    // No /proc: not Linux. Being there must do.
    return true;
  }
}
