/** A whole cluster's surroundings in one thread, on virtual time, from a seed: the doors' twins and the faults.
 *  `node(name)` opens the doors of one simulated process; `run`, `advance` and `settle` move the world.
 *  Invariant: the same seed and the same calls give the same run, step by step. */
import type { Io } from '../io.ts';
import { InThreadThreads, type ThreadEntry } from './in-thread-threads.ts';
import { MemoryConsole } from './memory-console.ts';
import { type LogLine, MemoryLogger } from './memory-logger.ts';
import { MemoryStorage } from './memory-storage.ts';
import { RunningHash } from './running-hash.ts';
import { SeededIds } from './seeded-ids.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimNetwork } from './sim-network.ts';
import type { PipeSettings } from './sim-pipe.ts';
import { SimOsProcess } from './sim-os-process.ts';
import { SimTimers } from './sim-timers.ts';
import { VirtualTime } from './virtual-time.ts';

export type SimWorldOptions = { readonly seed?: number; readonly network?: Partial<PipeSettings> };

const DEFAULT_NETWORK: PipeSettings = {
  latencyMinMs: 0.1,
  latencyMaxMs: 1,
  chunkMaxBytes: 16_384,
  windowBytes: 65_536,
};
/** An hour of virtual time: whoever waits longer waits for nothing. */
const DEFAULT_LIMIT_MS = 3_600_000;
/** Room for the threads of each process. */
const PIDS_APART = 1_000;

type SimNode = { readonly io: Io; readonly console: MemoryConsole; alive: boolean };

export class SimWorld {
  readonly seed: number;
  readonly network: SimNetwork;
  /** Of all nodes; the field `node` tells which. */
  readonly logLines: readonly LogLine[];
  readonly #logLines: LogLine[] = [];
  readonly #hash = new RunningHash();
  readonly #time = new VirtualTime(this.#hash);
  readonly #random: SeededRandom;
  readonly #nodes = new Map<string, SimNode>();
  readonly #disks = new Map<string, MemoryStorage>();
  readonly #threadEntries = new Map<string, ThreadEntry>();
  #incarnations = 0;

  constructor(options: SimWorldOptions = {}) {
    this.seed = options.seed ?? 1;
    this.logLines = this.#logLines;
    this.#random = new SeededRandom(`world ${this.seed}`);
    const settings = { ...DEFAULT_NETWORK, ...options.network };
    this.network = new SimNetwork(this.#time, this.#random.fork('network'), settings, this.#hash);
  }

  get nowMs(): number {
    return this.#time.nowMs();
  }

  /** Callbacks run so far: equal for equal seeds. */
  get steps(): number {
    return this.#time.steps;
  }

  /** Hash of everything so far: steps with their times, bytes that arrived, log lines, notes. Equal for equal seeds. */
  get hash(): string {
    return this.#hash.digest;
  }

  /** Takes something else that happened into the hash. */
  note(event: string): void {
    this.#hash.text(event);
  }

  /** The doors of a simulated process; after a crash, those of its next incarnation. */
  node(name: string): Io {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known.io;
    const node = this.#openNode(name);
    this.#nodes.set(name, node);
    return node.io;
  }

  console(name: string): MemoryConsole {
    this.node(name);
    return this.#nodes.get(name)?.console ?? new MemoryConsole();
  }

  /** Ends a process at once: its timers fall silent, its connections break; its disk stays. */
  crash(name: string): void {
    const node = this.#nodes.get(name);
    if (node !== undefined) node.alive = false;
    this.#nodes.delete(name);
    this.network.removeNode(name);
  }

  /** What a spawned thread runs: the twin of an entry module. */
  registerThreadEntry(entry: URL, run: ThreadEntry): void {
    this.#threadEntries.set(entry.href, run);
  }

  /** Runs what can run without time passing. */
  settle(): Promise<void> {
    return this.#time.settle();
  }

  advance(durationMs: number): Promise<void> {
    return this.#time.advance(durationMs);
  }

  /** Runs until nothing is left to run. Not for worlds with periodic timers: see `runUntil`. */
  run(limitMs: number = DEFAULT_LIMIT_MS): Promise<void> {
    return this.#time.runUntil(() => false, limitMs);
  }

  runUntil(done: () => boolean, limitMs: number = DEFAULT_LIMIT_MS): Promise<void> {
    return this.#time.runUntil(done, limitMs);
  }

  /** Runs until `promise` has settled, and gives what it gave. */
  async complete<T>(promise: Promise<T>, limitMs: number = DEFAULT_LIMIT_MS): Promise<T> {
    let settled = false;
    const settle = (): void => void (settled = true);
    promise.then(settle, settle);
    await this.#time.runUntil(() => settled, limitMs);
    return promise;
  }

  #openNode(name: string): SimNode {
    const incarnation = this.#incarnations++;
    const random = this.#random.fork(`node ${name} ${incarnation}`);
    const os = new SimOsProcess((incarnation + 1) * PIDS_APART);
    const disk = this.#disks.get(name) ?? new MemoryStorage();
    this.#disks.set(name, disk);
    const console = new MemoryConsole();
    const node: SimNode = {
      alive: true,
      console,
      io: {
        clock: this.#time,
        timers: new SimTimers(this.#time, () => node.alive),
        random,
        ids: new SeededIds(random.fork('ids')),
        network: this.network.doorOf(name),
        storage: disk,
        threads: new InThreadThreads(this.#time, this.#threadEntries, os),
        os,
        console,
        log: new MemoryLogger(this.#time, this.#logLines, { node: name }, this.#hash),
      },
    };
    return node;
  }
}
