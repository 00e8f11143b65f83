/** Standard outputs that a test can read. */
import type { Console } from '../console.ts';

export class MemoryConsole implements Console {
  outText = '';
  errText = '';

  out(text: string): void {
    this.outText += text;
  }

  err(text: string): void {
    this.errText += text;
  }
}
