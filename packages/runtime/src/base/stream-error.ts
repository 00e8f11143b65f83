/** The one class of operating errors: a stable code, the details that were seen, and what to do.
 *  It crosses processes as data (`toJSON`/`fromJSON`), so an error raised in a task thread reaches the person who
 *  started the job with its code, its details and the remote stack. Texts live in `catalogue/`. */
import { ERROR_CATALOGUE, type ErrorCode } from './catalogue/error-catalogue.ts';

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;
export type Language = 'en' | 'zh';

export type StreamErrorJson = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly stack?: string;
  readonly cause?: string;
};

export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails, cause?: unknown) {
    super(fillIn(ERROR_CATALOGUE[code].en, details), cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  /** What was seen, in `language`. */
  describe(language: Language): string {
    return fillIn(ERROR_CATALOGUE[this.code][language], this.details);
  }

  /** What to do, in `language`. */
  help(language: Language): string {
    return fillIn(ERROR_CATALOGUE[this.code].help[language], this.details);
  }

  toJSON(): StreamErrorJson {
    const stack = this.stack === undefined ? {} : { stack: this.stack };
    const cause = this.cause === undefined ? {} : { cause: describeCause(this.cause) };
    return { code: this.code, message: this.message, details: this.details, ...stack, ...cause };
  }

  /** Rebuilds an error that crossed a wire; the remote stack is kept as text. */
  static fromJSON(json: StreamErrorJson): StreamError {
    const error = new StreamError(json.code, json.details, json.cause);
    if (json.stack !== undefined) error.stack = json.stack;
    return error;
  }
}

export function streamError(code: ErrorCode, details: ErrorDetails, cause?: unknown): StreamError {
  return new StreamError(code, details, cause);
}

export function isStreamError(error: unknown, code?: ErrorCode): error is StreamError {
  return error instanceof StreamError && (code === undefined || error.code === code);
}

function fillIn(text: string, details: ErrorDetails): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
