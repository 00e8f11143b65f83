/** The shape of a log: pino's, and nothing above it. Messages are lower-case fragments; ids go into fields.
 *  `error` = data or an invariant at risk, `warn` = unexpected but recovered, `info` = a step a person would tell,
 *  `debug` = per control message. Nothing is logged per record or buffer. */

export type LogFields = Readonly<Record<string, unknown>>;

export type Logger = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Logger;
};
