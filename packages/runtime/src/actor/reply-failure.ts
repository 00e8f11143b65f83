/** A reply that says the request failed: an ask answered with it rejects with `error`.
 *  `context.replyFailure(error)` sends one; keep `context.sender` and tell it one to fail a request later. */

export class ReplyFailure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}
