/** The real standard outputs, written synchronously by file descriptor, so that a task thread prints without passing
 *  through the main thread and nothing is lost at exit. After the reading end closed (`| head`), text is dropped. */
import type { Console } from '../console.ts';
import { writeFully } from './write-fully.ts';

const STDOUT = 1;
const STDERR = 2;

export class NodeConsole implements Console {
  readonly #encoder = new TextEncoder();
  readonly #closed = new Set<number>();

  out(text: string): void {
    this.#write(STDOUT, text);
  }

  err(text: string): void {
    this.#write(STDERR, text);
  }

  #write(fileDescriptor: number, text: string): void {
    if (this.#closed.has(fileDescriptor)) return;
    try {
      writeFully(fileDescriptor, this.#encoder.encode(text));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
      this.#closed.add(fileDescriptor);
    }
  }
}
