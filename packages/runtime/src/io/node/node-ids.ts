/** Fresh identifiers from nanoid, in the shapes Flink prints. */
import { customAlphabet } from 'nanoid';
import type { Ids } from '../ids.ts';

const hexDigits = '0123456789abcdef';
const hex32 = customAlphabet(hexDigits, 32);
const hex8 = customAlphabet(hexDigits, 8);

export class NodeIds implements Ids {
  hex128(): string {
    return hex32();
  }

  uid(): number {
    const uid = Number.parseInt(hex8(), 16) & 0x7fff_ffff;
    return uid === 0 ? 1 : uid;
  }
}
