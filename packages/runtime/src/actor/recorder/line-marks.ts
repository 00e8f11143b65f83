/** What is out of the ordinary about a line: that it is no message, ended other than well, or has a topic. Few lines
 *  have any, so most are neither written nor cleared here.
 *  Invariant: a mark counts only where the number of its line stands beside it. */
import type { MessageOutcome, RecordKind } from './message-record.ts';

const KINDS: readonly RecordKind[] = ['message', 'answer', 'system', 'directive', 'departure'];
const OUTCOMES: readonly MessageOutcome[] = ['ok', 'failed', 'stashed', 'unhandled', 'withdrawn'];
const KINDS_MAX = 8;
const OUTCOMES_MAX = 8;

export class LineMarks {
  readonly #mask: number;
  /** Kind, outcome and topic in one number each. */
  readonly #marks: Float64Array;
  /** Of which line, in its low 32 bits. */
  readonly #lines: Int32Array;

  /** @param capacity lines remembered, a power of two */
  constructor(capacity: number) {
    this.#mask = capacity - 1;
    this.#marks = new Float64Array(capacity);
    this.#lines = new Int32Array(capacity).fill(-1);
  }

  markKind(line: number, kind: RecordKind): void {
    this.#add(line, KINDS.indexOf(kind));
  }

  markOutcome(line: number, outcome: MessageOutcome): void {
    this.#add(line, OUTCOMES.indexOf(outcome) * KINDS_MAX);
  }

  /** @param topic a number of the register of topics */
  markTopic(line: number, topic: number): void {
    this.#add(line, topic * KINDS_MAX * OUTCOMES_MAX);
  }

  of(line: number): { readonly kind: RecordKind; readonly outcome: MessageOutcome; readonly topic: number } {
    const marks = this.#known(line);
    return {
      kind: KINDS[marks % KINDS_MAX] ?? 'message',
      outcome: OUTCOMES[Math.floor(marks / KINDS_MAX) % OUTCOMES_MAX] ?? 'ok',
      topic: Math.floor(marks / KINDS_MAX / OUTCOMES_MAX),
    };
  }

  #add(line: number, mark: number): void {
    const slot = line & this.#mask;
    this.#marks[slot] = this.#known(line) + mark;
    this.#lines[slot] = line;
  }

  #known(line: number): number {
    const slot = line & this.#mask;
    return this.#lines[slot] === (line | 0) ? (this.#marks[slot] ?? 0) : 0;
  }
}
