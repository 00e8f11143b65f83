/** Ctrl-C (and the polite end a supervisor asks for): the first one asks the command to end well, the second leaves.
 *  Without a command that listens, the first one leaves at once. */

export class Interrupts {
  readonly #leave: () => void;
  #listener: (() => void) | undefined;
  #count = 0;

  /** @param leave ends the process with code 130; does not return */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Whether the person asked for the end. */
  get requested(): boolean {
    return this.#count > 0;
  }

  /** `ask` is called at the first interrupt; called at once when it has come already. */
  listen(ask: () => void): void {
    this.#listener = ask;
    if (this.requested) ask();
  }

  /** Resolves at the first interrupt. */
  async once(): Promise<void> {
    await new Promise<void>((resolve) => this.listen(resolve));
  }

  interrupt(): void {
    this.#count++;
    if (this.#count > 1 || this.#listener === undefined) this.#leave();
    else this.#listener();
  }
}
