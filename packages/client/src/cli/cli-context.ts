/** What every command is given: where to write, in which language, where it was started, and the real doors. */
import type { CommandContext } from '@stricli/core';
import type { Language } from '@rivulet/runtime/base';
import type { Io } from '@rivulet/runtime/io';
import type { Interrupts } from './interrupts.ts';
import type { Terminal } from './terminal/terminal.ts';
import type { Dictionary } from './texts/dictionary.ts';

export type CliContext = CommandContext & {
  readonly io: Io;
  readonly terminal: Terminal;
  readonly language: Language;
  readonly texts: Dictionary;
  /** What followed `--`. */
  readonly jobArguments: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly interrupts: Interrupts;
  /** The exit code of a command that ended without an error. */
  exitWith(code: number): void;
};
