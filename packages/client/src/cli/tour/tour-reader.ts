/** Reads the tour as a person does: types each command, compares what is printed with what the page quotes.
 *  Commands that look run in this process; `run` and `cluster` in one of their own, as they start threads and processes
 *  that print past it. Only the ports differ from the page: whatever is free instead of 8081.
 *  For tests. Invariant: what changes something is typed once; what only looks may be typed again until it is so. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import type { Language } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { runCli } from '../run-cli.ts';
import type { PageStep } from './page-steps.ts';
import { type KnownWords, matchQuoted, withKnownWords } from './match-quoted.ts';

const REPOSITORY = fileURLToPath(new URL('../../../../../', import.meta.url));
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const PROMPT = 'npx -y pnpm ';
const ADDRESS = '127.0.0.1:8081';
const PAUSE_MS = 250;
const LOOKS = 120;
/** What may be typed again: it looks, and changes nothing. */
const LOOKING = /^rivulet (?:list|explain|actors|threads|slots|channels|trace|why|cluster status|mailbox \/)/;
const SPAWNED: ReadonlySet<string | undefined> = new Set(['run', 'cluster']);

const io = openNodeIo({ logLevel: 'silent' });

export class TourReader {
  readonly #language: Language;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rivulet-tour-'));
  #known: KnownWords = new Map();
  #address = ADDRESS;
  #isLost = false;

  constructor(language: Language) {
    this.#language = language;
  }

  /** Types the command of a step.
   *  @returns what it printed last; undefined if that is as the page quotes it. After a step that went wrong the next
   *  ones would only look at what is not there, so they are not typed. */
  async type({ command, quoted }: PageStep): Promise<string | undefined> {
    if (this.#isLost) return 'not typed: an earlier step did not print what it should';
    const line = withKnownWords(command.replace(PROMPT, ''), this.#known);
    const looks = LOOKING.test(line) ? LOOKS : 1;
    let printed = '';
    for (let look = 0; look < looks; look++) {
      if (look > 0) await setTimeout(PAUSE_MS);
      printed = await this.#printedBy(line);
      const known = matchQuoted(quoted, printed.replaceAll(this.#address, ADDRESS), this.#known);
      if (known === undefined) continue;
      this.#known = known;
      return undefined;
    }
    this.#isLost = true;
    return printed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#address !== ADDRESS) this.#inProcessOfItsOwn(['cluster', 'stop']);
    rmSync(this.#folder, { recursive: true });
  }

  async #printedBy(line: string): Promise<string> {
    const words = line.replaceAll(ADDRESS, this.#address).split(' ');
    if (words[0] === 'kill') return kill(Number(words.at(-1)));
    if (words[0] !== 'rivulet') throw new Error(`the tour has a command that nobody types: ${line}`);
    if (!SPAWNED.has(words[1])) return await this.#inThisProcess(words.slice(1));
    const printed = this.#inProcessOfItsOwn(words.slice(1));
    if (words[2] === 'start') this.#address = /127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? this.#address;
    return printed;
  }

  async #inThisProcess(words: readonly string[]): Promise<string> {
    let printed = '';
    const keep = (text: string): void => void (printed += text);
    await runCli(words, {
      io: { ...io, console: { out: keep, err: keep } },
      environment: this.#environment(),
      workingDirectory: REPOSITORY,
      outIsTerminal: false,
      outColor: false,
      errColor: false,
      onInterrupt: () => undefined,
      leave: () => undefined,
    });
    return printed;
  }

  #inProcessOfItsOwn(words: readonly string[]): string {
    const options = ['--conditions=rivulet-src', '--disable-warning=ExperimentalWarning'];
    const path = join(this.#folder, 'printed');
    // One file for both streams: what is printed stays in order, as on a screen.
    const file = openSync(path, 'w');
    spawnSync(process.execPath, [...options, MAIN, ...words], {
      cwd: REPOSITORY,
      env: { ...process.env, ...this.#environment() },
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    return readFileSync(path, 'utf8');
  }

  /** Port 0 is any that is free; then the cluster's. */
  #environment(): Readonly<Record<string, string>> {
    const port = this.#address === ADDRESS ? '0' : (this.#address.split(':')[1] ?? '');
    return { RIVULET_LANG: this.#language, RIVULET_RUN_DIR: this.#folder, RIVULET_REST_PORT: port };
  }
}

function kill(pid: number): string {
  if (!(pid > 1)) throw new Error('the tour kills a process that no output named');
  process.kill(pid, 'SIGKILL');
  return '';
}
