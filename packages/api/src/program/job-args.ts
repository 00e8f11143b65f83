/** What follows `--` on the command line, as a job asks for it: `--name value`, `--name=value`, or a bare `--name`.
 *  There is no declaration: the options a build function asks for are the ones it knows, and what is left over
 *  after the build is an error that lists them. */
import { streamError } from '@rivulet/runtime/base';

export class JobArgs {
  readonly #job: string;
  readonly #tokens: readonly string[];
  readonly #taken = new Set<number>();
  readonly #known = new Set<string>();

  constructor(job: string, tokens: readonly string[]) {
    this.#job = job;
    this.#tokens = tokens;
  }

  /** The text after `--name`; given twice, the last one. @throws JOB_OPTION_VALUE_MISSING */
  string(name: string): string | undefined;
  string(name: string, fallback: string): string;
  string(name: string, fallback?: string): string | undefined {
    const option = `--${name}`;
    this.#known.add(option);
    let value = fallback;
    for (const [index, token] of this.#tokens.entries()) {
      if (token.startsWith(`${option}=`)) value = token.slice(option.length + 1);
      else if (token === option) value = this.#valueAfter(index, option);
      else continue;
      this.#taken.add(index);
    }
    return value;
  }

  /** The number after `--name`. @throws JOB_OPTION_INVALID when it is none */
  number(name: string): number | undefined;
  number(name: string, fallback: number): number;
  number(name: string, fallback?: number): number | undefined {
    const text = this.string(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw streamError('JOB_OPTION_INVALID', { option: `--${name}`, expected: 'a number', value: text });
  }

  /** Whether a bare `--name` was given. */
  flag(name: string): boolean {
    const option = `--${name}`;
    this.#known.add(option);
    let given = false;
    for (const [index, token] of this.#tokens.entries()) {
      if (token.startsWith(`${option}=`)) {
        const value = token.slice(option.length + 1);
        throw streamError('JOB_OPTION_INVALID', { option, expected: 'no value', value });
      }
      if (token !== option) continue;
      this.#taken.add(index);
      given = true;
    }
    return given;
  }

  /** @throws JOB_OPTION_UNKNOWN for the first token no call above asked for */
  requireAllTaken(): void {
    const unknown = this.#tokens.find((_, index) => !this.#taken.has(index));
    if (unknown === undefined) return;
    const known = this.#known.size === 0 ? 'none' : [...this.#known].sort().join(', ');
    throw streamError('JOB_OPTION_UNKNOWN', { job: this.#job, option: unknown, known });
  }

  #valueAfter(index: number, option: string): string {
    const value = this.#tokens[index + 1];
    if (value === undefined || value.startsWith('--'))
      throw streamError('JOB_OPTION_VALUE_MISSING', { option });
    this.#taken.add(index + 1);
    return value;
  }
}
