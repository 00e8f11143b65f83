/** A value that holds from one line of the recorder on, until it changes: the type of the messages, the time. Written
 *  once a change, not once a line; memory is bounded, the oldest changes are forgotten first.
 *  Path: flight-recorder writes → **ring** → read-lines goes along it with a cursor. */

export class ChangeRing {
  readonly #mask: number;
  /** From which line on each value holds. */
  readonly #lines: Float64Array;
  readonly #values: Int32Array;
  #count = 0;

  /** @param capacity changes remembered, a power of two */
  constructor(capacity: number) {
    this.#mask = capacity - 1;
    this.#lines = new Float64Array(capacity);
    this.#values = new Int32Array(capacity);
  }

  /** @param line not before that of the last change */
  note(line: number, value: number): void {
    const slot = this.#count++ & this.#mask;
    this.#lines[slot] = line;
    this.#values[slot] = value;
  }

  /** Goes along the remembered changes, from the oldest one. */
  cursor(): ChangeCursor {
    const last = this.#count - 1;
    return new ChangeCursor(
      Math.max(0, last - this.#mask),
      last,
      (change) => this.#lines[change & this.#mask] ?? 0,
      (change) => this.#values[change & this.#mask] ?? 0,
    );
  }
}

export class ChangeCursor {
  readonly #last: number;
  readonly #lineOf: (change: number) => number;
  readonly #valueOf: (change: number) => number;
  #change: number;

  constructor(
    first: number,
    last: number,
    lineOf: (change: number) => number,
    valueOf: (change: number) => number,
  ) {
    this.#change = first;
    this.#last = last;
    this.#lineOf = lineOf;
    this.#valueOf = valueOf;
  }

  /** @param line not before the one moved to last */
  moveTo(line: number): void {
    while (this.#change < this.#last && this.#lineOf(this.#change + 1) <= line) this.#change++;
  }

  /** What holds for the line; for one older than all changes, the oldest value. */
  get value(): number {
    return this.#valueOf(this.#change);
  }

  /** What held after it; the same as long as nothing changed. */
  get next(): number {
    return this.#valueOf(Math.min(this.#change + 1, this.#last));
  }
}
