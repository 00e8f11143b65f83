/** Prints records to standard output, each line marked with its subtask when there are several: `2> hello`.
 *  Lines are handed over once per turn, not one by one. Source: Flink's print(), prefixes included. */
import { formatValue } from './format-value.ts';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';

const LINES_MAX = 1000;

export class PrintSink implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  #lines: string[] = [];

  constructor(host: OperatorHost, prefix: string | undefined) {
    this.#host = host;
    const mark = markOf(host, prefix);
    this.stage = {
      kind: 'absorb',
      callsUser: false,
      absorb: (value) => {
        this.#lines.push(`${mark}${formatValue(value)}\n`);
        if (this.#lines.length >= LINES_MAX) this.flush();
      },
    };
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#host.console.out(text);
  }

  /** However the task ended, what was printed before is shown: it is what a person looks for after a failure. */
  close(): void {
    this.flush();
  }
}

function markOf({ subtaskIndex, parallelism }: OperatorHost, prefix: string | undefined): string {
  const subtask = parallelism > 1 ? String(subtaskIndex + 1) : undefined;
  const marks = [prefix, subtask].filter((mark) => mark !== undefined);
  return marks.length === 0 ? '' : `${marks.join(':')}> `;
}
