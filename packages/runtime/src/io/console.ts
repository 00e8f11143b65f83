/** The door to the two standard outputs of a process. Results go out, diagnostics go to err; logs have their own door.
 *  Text is written as it stands: the caller adds the line end. Task threads (the print sink) use it as well. */

export type Console = {
  /** Returns when the text was handed to the system; dropped once the reading end is gone. */
  out(text: string): void;
  err(text: string): void;
};
