/** The door to fresh identifiers: nanoid in a real process, a seeded sequence in a simulated one. */

export type Ids = {
  /** 32 hex digits, as Flink prints its 128-bit ids. */
  hex128(): string;
  /** A positive 31-bit integer: an actor's incarnation. */
  uid(): number;
};
