/** A log that a test can read: every line with its node, virtual time, level and fields. */
import type { Clock } from '../clock.ts';
import type { LogFields, Logger } from '../logger.ts';
import type { RunningHash } from './running-hash.ts';

export type LogLine = {
  readonly timeMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
};

export class MemoryLogger implements Logger {
  readonly #clock: Clock;
  readonly #lines: LogLine[];
  readonly #fields: LogFields;
  readonly #hash: RunningHash;

  /** @param hash takes in every line */
  constructor(clock: Clock, lines: LogLine[], fields: LogFields, hash: RunningHash) {
    this.#hash = hash;
    this.#clock = clock;
    this.#lines = lines;
    this.#fields = fields;
  }

  debug(fields: LogFields, message: string): void {
    this.#add('debug', fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#add('info', fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#add('warn', fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#add('error', fields, message);
  }

  child(fields: LogFields): Logger {
    return new MemoryLogger(this.#clock, this.#lines, { ...this.#fields, ...fields }, this.#hash);
  }

  #add(level: LogLine['level'], fields: LogFields, message: string): void {
    this.#hash.text(message);
    this.#lines.push({ timeMs: this.#clock.nowMs(), level, message, fields: { ...this.#fields, ...fields } });
  }
}
