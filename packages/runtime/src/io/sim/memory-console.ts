/** Standard outputs of one simulated node, kept as text for a test to read. */
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
