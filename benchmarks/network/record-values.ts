/** What the benchmark sends: a table of values that is gone through again and again, so that the writer makes
 *  nothing, and a checksum that tells whether every record arrived as it was sent.
 *  `number`: Rivulet's record of a number that is no 32-bit integer has 13 bytes: 4 of length, 1 of tag, 8 of value.
 *  Flink's LongValue has 12, without the tag. `text1k`: a text, 1,024 bytes as a record. */
import type { RecordKind } from './network-setting.ts';

/** A power of two: the index is masked. */
const VALUE_COUNT = 1 << 10;
const TEXT_LENGTH = 1_014;

export class RecordValues {
  readonly values: readonly unknown[];
  readonly mask: number = VALUE_COUNT - 1;

  constructor(kind: RecordKind) {
    // Halves are exact in any order of adding, so the sum of all records is exact, too.
    const make = kind === 'text1k' ? textOf : (i: number): unknown => i + 0.5;
    this.values = Array.from({ length: VALUE_COUNT }, (_, i) => make(i));
  }

  /** The checksum of the first `count` records. */
  checksumOf(count: number): number {
    const sumOf = (values: readonly unknown[]): number =>
      values.reduce<number>((sum, value) => sum + weightOf(value), 0);
    const rounds = Math.floor(count / VALUE_COUNT);
    return rounds * sumOf(this.values) + sumOf(this.values.slice(0, count % VALUE_COUNT));
  }
}

/** What a record adds to the checksum. Hot: once per record. */
export function weightOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = value as string;
  return text.length + text.charCodeAt(0) * 3 + text.charCodeAt(text.length - 1);
}

function textOf(index: number): string {
  let text = '';
  for (let i = 0; text.length < TEXT_LENGTH; i++) text += `${index * 7919 + i * 31} `;
  // Through bytes and back, so that it is one flat string and not a rope of pieces.
  return Buffer.from(text.slice(0, TEXT_LENGTH), 'latin1').toString('latin1');
}
