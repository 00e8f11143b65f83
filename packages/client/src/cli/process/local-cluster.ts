/** One jobmanager and N taskmanager processes on this machine: start them, wait until they are ready, end them.
 *  A child tells that it is ready by the JSON line of `--json`, written to its `.out` file; logs go to `.log`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamError } from '@rivulet/runtime/base';
import type { Io } from '@rivulet/runtime/io';
import { ClusterClient } from '../../cluster-client.ts';
import { Configuration } from '../../config/index.ts';
import { hostAndPort } from '../host-and-port.ts';
import { type ClusterProcess, type ClusterState, ClusterStateFile, isRunning } from './cluster-state-file.ts';

export type LocalClusterOptions = {
  readonly taskManagers: number;
  readonly slots: number;
  /** `key=value` settings for all processes. */
  readonly settings: readonly string[];
  readonly restPort: number;
};

type ReportedError = { readonly code: string; readonly message: string };
type Ready = { readonly restAddress?: string; readonly rpcAddress?: string; readonly dataAddress?: string };

const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 25;

export class LocalCluster {
  readonly file: ClusterStateFile;
  readonly #io: Pick<Io, 'clock' | 'timers'>;
  #environment: Readonly<Record<string, string | undefined>>;

  constructor(io: Pick<Io, 'clock' | 'timers'>, environment: Readonly<Record<string, string | undefined>>) {
    this.#io = io;
    this.#environment = environment;
    this.file = new ClusterStateFile(environment);
  }

  /** @throws LOCAL_CLUSTER_RUNNING, LOCAL_CLUSTER_START_FAILED; nothing is left running then */
  async start({ taskManagers, slots, settings, restPort }: LocalClusterOptions): Promise<ClusterState> {
    const running = this.file.read();
    if (running !== undefined) throw streamError('LOCAL_CLUSTER_RUNNING', { address: running.restAddress });
    mkdirSync(this.file.folder, { recursive: true, mode: 0o700 });
    const processes: ClusterProcess[] = [];
    try {
      // Everybody on the machine can read a command line: a secret travels in the environment.
      const [secret, open] = partition(settings, (setting) => setting.startsWith(SECRET));
      this.#environment = { ...this.#environment, ...secretVariable(secret.at(-1)) };
      const define = open.flatMap((setting) => ['-D', setting]);
      // Asked for any REST port, the cluster takes any RPC port too: several may live on one machine.
      const anyPort =
        restPort === 0 && !settings.some((setting) => setting.startsWith('jobmanager.rpc.port='));
      const ports = [`rest.port=${restPort}`, ...(anyPort ? ['jobmanager.rpc.port=0'] : [])];
      const jobManagerDefine = [...open, ...ports].flatMap((setting) => ['-D', setting]);
      const jobManager = await this.#spawn('jobmanager', 0, jobManagerDefine, processes);
      const { rpcAddress = '', restAddress = '' } = jobManager;
      const taskManager = [...define, '--jobmanager', rpcAddress, '--slots', String(slots)];
      await Promise.all(
        Array.from({ length: taskManagers }, async (_, index) =>
          this.#spawn('taskmanager', index + 1, taskManager, processes),
        ),
      );
      await this.#registered(restAddress, taskManagers, settings);
      const state = { restAddress, slots: taskManagers * slots, processes };
      this.file.write(state);
      return state;
    } catch (error) {
      await this.#end(processes);
      throw error;
    }
  }

  /** Ends what the state file names. @returns how many processes there were @throws LOCAL_CLUSTER_ABSENT */
  async stop(): Promise<number> {
    const state = this.file.read();
    if (state === undefined) throw streamError('LOCAL_CLUSTER_ABSENT', {});
    const running = state.processes.filter(({ pid, role }) => isRunning(pid, role));
    await this.#end(running);
    this.file.remove();
    return running.length;
  }

  async #spawn(
    role: ClusterProcess['role'],
    index: number,
    parameters: readonly string[],
    processes: ClusterProcess[],
  ): Promise<Ready> {
    const name = index === 0 ? role : `${role}-${index}`;
    const [outPath, logPath] = [join(this.file.folder, `${name}.out`), join(this.file.folder, `${name}.log`)];
    const [out, log] = [openSync(outPath, 'w', 0o600), openSync(logPath, 'w', 0o600)];
    const main = process.argv[1] ?? '';
    const child = spawn(process.execPath, [...process.execArgv, main, role, '--json', ...parameters], {
      env: this.#environment,
      stdio: ['ignore', out, log],
      // A group of its own, so that Ctrl-C in the terminal reaches this command only, which then ends its children.
      detached: true,
    });
    closeSync(out);
    closeSync(log);
    child.unref();
    if (child.pid !== undefined) processes.push({ role, pid: child.pid, address: '' });
    const ready = await this.#ready(child, role, outPath, logPath);
    const at = processes.findIndex(({ pid }) => pid === child.pid);
    const address = ready.dataAddress ?? ready.rpcAddress ?? '';
    if (child.pid !== undefined && at >= 0) processes[at] = { role, pid: child.pid, address };
    return ready;
  }

  /** The first line a child prints: that it is ready, or why it cannot be. */
  async #ready(child: ChildProcess, role: string, outPath: string, logPath: string): Promise<Ready> {
    const startedMs = this.#io.clock.nowMs();
    const failed = (reason: string): Error => {
      const exitCode = String(child.exitCode ?? 'none');
      return streamError('LOCAL_CLUSTER_START_FAILED', { role, exitCode, reason, log: logPath });
    };
    for (;;) {
      const [line, rest] = readFileSync(outPath, 'utf8').split('\n', 2);
      if (line !== undefined && rest !== undefined) {
        const { error, ...ready } = JSON.parse(line) as Ready & { readonly error?: ReportedError };
        if (error !== undefined) throw failed(`${error.code}: ${error.message}`);
        return ready;
      }
      const late = this.#io.clock.nowMs() - startedMs > READY_TIMEOUT_MS;
      if (late || child.exitCode !== null) {
        const lastLine = readFileSync(logPath, 'utf8').trim().split('\n').at(-1);
        throw failed(lastLine || (late ? `not ready within ${READY_TIMEOUT_MS} ms` : 'it wrote no reason'));
      }
      await this.#pause();
    }
  }

  /** A process that runs is of use only when the JobManager knows its slots. */
  async #registered(restAddress: string, taskManagers: number, settings: readonly string[]): Promise<void> {
    const secret = new Configuration({ flags: settings }).get('security.secret');
    const options = { timeoutMs: READY_TIMEOUT_MS, ...(secret === '' ? {} : { secret }) };
    const client = new ClusterClient(this.#io, hostAndPort(restAddress), options);
    const startedMs = this.#io.clock.nowMs();
    while ((await client.overview()).taskmanagers < taskManagers) {
      if (this.#io.clock.nowMs() - startedMs > READY_TIMEOUT_MS) {
        const reason = `not registered within ${READY_TIMEOUT_MS} ms`;
        const log = join(this.file.folder, 'taskmanager-1.log');
        throw streamError('LOCAL_CLUSTER_START_FAILED', {
          role: 'taskmanager',
          exitCode: 'none',
          reason,
          log,
        });
      }
      await this.#pause();
    }
  }

  /** Politely, taskmanagers first; what does not listen is ended the hard way. */
  async #end(processes: readonly ClusterProcess[]): Promise<void> {
    const startedMs = this.#io.clock.nowMs();
    for (const { pid } of processes.toReversed()) signal(pid, 'SIGTERM');
    while (processes.some(({ pid, role }) => isRunning(pid, role))) {
      if (this.#io.clock.nowMs() - startedMs > STOP_TIMEOUT_MS) {
        for (const { pid, role } of processes) if (isRunning(pid, role)) signal(pid, 'SIGKILL');
      }
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#io.timers.after(POLL_MS, resolve);
    });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in the meantime.
  }
}

const SECRET = 'security.secret=';

function secretVariable(setting: string | undefined): Readonly<Record<string, string>> {
  return setting === undefined ? {} : { RIVULET_SECURITY_SECRET: setting.slice(SECRET.length) };
}

function partition(
  settings: readonly string[],
  belongs: (setting: string) => boolean,
): readonly [readonly string[], readonly string[]] {
  return [settings.filter(belongs), settings.filter((setting) => !belongs(setting))];
}
