/** Ctrl-C (and the polite end a supervisor asks for): the first one asks the command to end well, the second leaves.
 *  Without a command that listens, the first one leaves at once. A terminal signals the whole group, and a package
 *  manager in it may pass the signal on: two within a moment are one. */
import type { Clock } from '@rivulet/runtime/io';

const ONE_MOMENT_MS = 100;

export class Interrupts {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #leave: () => void;
  #listener: (() => void) | undefined;
  #firstMs: number | undefined;

  /** @param leave ends the process with code 130; does not return */
  constructor(clock: Pick<Clock, 'nowMs'>, leave: () => void) {
    this.#clock = clock;
    this.#leave = leave;
  }

  /** Whether the person asked for the end. */
  get requested(): boolean {
    return this.#firstMs !== undefined;
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
    const nowMs = this.#clock.nowMs();
    const sinceFirstMs = this.#firstMs === undefined ? undefined : nowMs - this.#firstMs;
    this.#firstMs ??= nowMs;
    if (this.#listener === undefined) this.#leave();
    else if (sinceFirstMs === undefined) this.#listener();
    else if (sinceFirstMs > ONE_MOMENT_MS) this.#leave();
  }
}
