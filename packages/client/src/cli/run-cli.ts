/** Runs one command line and answers with its exit code. The process is handed in, so that tests run commands too. */
import type { Io } from '@rivulet/runtime/io';
import { run } from '@stricli/core';
import { streamError } from '@rivulet/runtime/base';
import { cliApp } from './cli-app.ts';
import type { CliContext } from './cli-context.ts';
import { parseCommandLine } from './command-line.ts';
import { exitCodeOf } from './exit-code.ts';
import { Interrupts } from './interrupts.ts';
import { languageOf } from './language.ts';
import { errorLine } from './terminal/error-line.ts';
import { Terminal } from './terminal/terminal.ts';
import { dictionaryOf } from './texts/dictionary.ts';

export type CliProcess = {
  readonly io: Io;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Width of the standard error when it is a terminal. */
  readonly columns?: number;
  /** Whether the standard output is a terminal too. */
  readonly outIsTerminal: boolean;
  readonly outColor: boolean;
  readonly errColor: boolean;
  /** Hands in what to call at Ctrl-C. */
  onInterrupt(interrupt: () => void): void;
  /** Ends the process at once. */
  leave(): void;
};

const USAGE = 2;

export async function runCli(inputs: readonly string[], cli: CliProcess): Promise<number> {
  const { words, jobArguments, lang, verbose } = parseCommandLine(inputs);
  const { io, environment, workingDirectory } = cli;
  const language = languageOf(lang, environment);
  const texts = dictionaryOf(language);
  const terminal = new Terminal(io.console, cli);
  if (jobArguments !== undefined && words[0] !== 'run' && words[0] !== 'info') {
    const error = streamError('CLIENT_USAGE', {
      reason: texts.argumentsAfterDashes,
      command: words[0] ?? '',
    });
    terminal.err(errorLine(error, language));
    return exitCodeOf(error);
  }
  const interrupts = new Interrupts(io.clock, cli.leave);
  cli.onInterrupt(() => interrupts.interrupt());
  const process: { exitCode?: number; readonly env: typeof environment } & CliContext['process'] = {
    env: environment,
    stdout: { write: (text) => io.console.out(text) },
    stderr: { write: (text) => io.console.err(text) },
  };
  const context: CliContext = {
    process,
    io,
    terminal,
    language,
    texts,
    jobArguments: jobArguments ?? [],
    workingDirectory,
    environment,
    interrupts,
    exitWith: (code) => {
      process.exitCode = code;
    },
  };
  let chosen: number | undefined;
  await run(cliApp(language, verbose), words, { ...context, exitWith: (code) => (chosen = code) });
  const code = Number(process.exitCode ?? 0);
  // The parser's own codes are negative: it was used wrongly.
  return code < 0 ? USAGE : code || (chosen ?? 0);
}
