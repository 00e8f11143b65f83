/** The real log: pino, one JSON line per fact, to standard error, written synchronously so that the last line before
 *  an exit is there. Standard output stays free for results. */
import { pino } from 'pino';
import type { LogFields, Logger } from '../logger.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export function nodeLogger(level: LogLevel, fields: LogFields): Logger {
  return pino({ level, base: { ...fields } }, pino.destination({ fd: 2, sync: true }));
}
