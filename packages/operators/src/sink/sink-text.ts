/** Writes records as lines into `part-<subtask>` of a folder. The file appears under its name when it is complete;
 *  until then it is `.part-<subtask>.inprogress`, which is removed when the task fails or is cancelled.
 *  Invariant: after a job the folder holds the parts of that job only: subtask 0 removes those of a wider one
 *  before. */
import type { FileWriter } from '@rivulet/runtime/io';
import { formatValue } from './format-value.ts';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Ending, Operator, Stage } from '../host/operator.ts';

const PENDING_UNITS_MAX = 262_144;

export class TextSink implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #folder: string;
  readonly #inProgressPath: string;
  readonly #encoder = new TextEncoder();
  readonly #file: FileWriter;
  #lines: string[] = [];
  #pendingUnits = 0;

  constructor(host: OperatorHost, folder: string) {
    this.#host = host;
    this.#folder = folder;
    this.#inProgressPath = `${folder}/.part-${host.subtaskIndex}.inprogress`;
    host.storage.makeDirectorySync(folder);
    this.#file = host.storage.openWriteSync(this.#inProgressPath);
    this.stage = { kind: 'absorb', callsUser: false, absorb: (value) => this.#write(formatValue(value)) };
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('\n');
    this.#lines = [];
    this.#pendingUnits = 0;
    this.#file.writeSync(this.#encoder.encode(`${text}\n`));
  }

  close(ending: Ending): void {
    const { storage, subtaskIndex } = this.#host;
    if (ending === 'finished') this.flush();
    this.#file.close();
    if (ending !== 'finished') {
      storage.removeSync(this.#inProgressPath);
      return;
    }
    storage.renameSync(this.#inProgressPath, `${this.#folder}/part-${subtaskIndex}`);
    if (subtaskIndex === 0) this.#removeStaleParts();
  }

  #write(line: string): void {
    this.#lines.push(line);
    this.#pendingUnits += line.length + 1;
    if (this.#pendingUnits > PENDING_UNITS_MAX) this.flush();
  }

  #removeStaleParts(): void {
    const { storage, parallelism } = this.#host;
    for (const { path } of storage.listSync(this.#folder)) {
      const part = /\/part-(\d+)$/.exec(path)?.[1];
      if (part !== undefined && Number(part) >= parallelism) storage.removeSync(path);
    }
  }
}
