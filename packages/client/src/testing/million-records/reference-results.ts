/** What the job must give, computed the straightforward way: all records in memory, sorted where that helps.
 *  Shares no code with the operators. */
import {
  type DisorderedRecord,
  disorderedRecord,
  SESSION_GAP_MS,
  SLIDE_MS,
  SLIDING_MS,
  TUMBLING_MS,
} from './disordered-record.ts';

/** Sorted lines, as the job writes them. */
export function referenceResults(count: number, seed: number): readonly string[] {
  const sums = new Map<string, number>();
  const add = (name: string, value: number): void => void sums.set(name, (sums.get(name) ?? 0) + value);
  const byKey = new Map<string, DisorderedRecord[]>();
  for (let index = 0; index < count; index++) {
    const record = disorderedRecord(index, seed);
    const { key, time, value } = record;
    add(`tumbling ${key} ${Math.floor(time / TUMBLING_MS) * TUMBLING_MS}`, value);
    for (let start = Math.floor(time / SLIDE_MS) * SLIDE_MS; start > time - SLIDING_MS; start -= SLIDE_MS) {
      add(`sliding ${key} ${start}`, value);
    }
    add(`total ${key}`, value);
    const ofKey = byKey.get(key);
    if (ofKey === undefined) byKey.set(key, [record]);
    else ofKey.push(record);
  }
  for (const [key, records] of byKey) if (key.endsWith('7')) addSessions(key, records, add);
  return Array.from(sums, ([name, sum]) => `${name} ${sum}`).toSorted();
}

function addSessions(
  key: string,
  records: readonly DisorderedRecord[],
  add: (name: string, value: number) => void,
): void {
  let start = -Infinity;
  let end = -Infinity;
  for (const { time, value } of records.toSorted((a, b) => a.time - b.time)) {
    if (time > end) start = time;
    end = time + SESSION_GAP_MS;
    add(`session ${key} ${start}`, value);
  }
}
