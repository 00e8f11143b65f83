/** Nanoseconds per record of each piece of the record path, in one thread: writers, readers, keyed state, chains.
 *  Run: `pnpm bench record-path [millions of records] [rounds]`. Every round runs all pieces in turn; the median is
 *  printed beside the range. Budgets: write 30 ns, read 35, keyed update 60, chain 2 per operator. */
import {
  ByteArea,
  ForwardWriter,
  HashWriter,
  KeyTable,
  RecordEncoder,
  RecordReader,
  type RecordWriter,
} from '@rivulet/runtime/network';

const SEGMENT_BYTES = 32_768;
const args = process.argv.slice(2).filter((arg) => arg !== 'record-path');
const records = Number(args[0] ?? 2) * 1e6;
const rounds = Number(args[1] ?? 5);

/** Segments used again and again; full ones are handed to `full`. */
class ReusedBuffer {
  position: number;
  limit: number;
  recordCount = 0;
  readonly #start: number;
  readonly #full: (start: number, end: number) => void;

  constructor(index: number, full: (start: number, end: number) => void) {
    this.#start = index * SEGMENT_BYTES;
    this.position = this.#start;
    this.limit = this.#start + SEGMENT_BYTES;
    this.#full = full;
  }

  reserve(): void {
    this.#full(this.#start, this.position);
    this.position = this.#start;
  }
}

type Piece = { readonly name: string; run(): void };

const words = zipfWords(10_000, 1 << 16);
const objects = words.map((word, i) => ({ word, count: i % 1000 }));
const bids = words.map((word, i) => ({
  auction: i,
  bidder: i * 7,
  price: i * 1.5,
  channel: `channel-${i % 10}`,
  url: `https://example.org/item/${i}/${word}`,
  ok: i % 2 === 0,
}));

function writing(values: readonly unknown[], channels: number, key?: (value: never) => unknown): () => void {
  const area = new ByteArea(new Uint8Array(new SharedArrayBuffer(SEGMENT_BYTES * channels)));
  const buffers = Array.from({ length: channels }, (_, i) => new ReusedBuffer(i, () => undefined));
  const writer = writerOf(area, buffers, key);
  return () => {
    for (let i = 0; i < records; i++) writer.emit(values[i & 0xffff]);
  };
}

function reading(
  values: readonly unknown[],
  process: (value: unknown) => void,
  key?: (value: never) => unknown,
): () => void {
  const area = new ByteArea(new Uint8Array(new SharedArrayBuffer(SEGMENT_BYTES * 256)));
  const slices: { start: number; end: number }[] = [];
  const buffers = Array.from({ length: 256 }, (_, i) => new ReusedBuffer(i, () => undefined));
  // One channel whose segments lie one behind the other.
  const chained = new ReusedBuffer(0, () => undefined);
  let segment = 0;
  const writer = writerOf(
    area,
    [
      Object.assign(chained, {
        reserve(): void {
          const start = segment++ * SEGMENT_BYTES;
          slices.push({ start, end: chained.position });
          chained.position = segment * SEGMENT_BYTES;
          chained.limit = chained.position + SEGMENT_BYTES;
        },
      }),
    ],
    key,
  );
  for (let i = 0; slices.length < buffers.length - 1; i++) writer.emit(values[i & 0xffff]);
  const keys = key === undefined ? {} : { keys: new KeyTable() };
  const reader = new RecordReader({
    area,
    channelCount: 1,
    codeGeneration: true,
    canEmit: () => true,
    process: keys.keys === undefined ? process : countingInto(keys.keys),
    ...keys,
  });
  return () => {
    const until = reader.recordCount + records;
    while (reader.recordCount < until) {
      for (const { start, end } of slices) {
        reader.openSlice(0, start, end);
        reader.readSlice();
        if (reader.recordCount >= until) break;
      }
    }
  };
}

function writerOf(
  area: ByteArea,
  buffers: readonly ReusedBuffer[],
  key?: (value: never) => unknown,
): RecordWriter {
  const keyed = key !== undefined;
  const encoder = new RecordEncoder({
    area,
    buffers,
    segmentSize: SEGMENT_BYTES,
    keyed,
    maxParallelism: 128,
    codeGeneration: true,
  });
  return key === undefined ? new ForwardWriter(encoder) : new HashWriter(encoder, key);
}

/** The keyed count a task makes of each record, into a dense column. */
function countingInto(keys: KeyTable): () => void {
  let counts = new Float64Array(keys.capacity);
  keys.onGrow((capacity) => {
    const larger = new Float64Array(capacity);
    larger.set(counts);
    counts = larger;
  });
  return () => {
    counts[keys.currentIndex] = (counts[keys.currentIndex] ?? 0) + 1;
  };
}

let sink = 0;
const keep = (value: unknown): void => {
  sink += value === undefined ? 0 : 1;
};
const wordOf = (value: { word: string }): unknown => value.word;
const itself = (value: unknown): unknown => value;

const pieces: Piece[] = [
  { name: 'write string, no key', run: writing(words, 1) },
  { name: 'write string, its own key, 1 channel', run: writing(words, 1, itself) },
  { name: 'write string, its own key, 2 channels', run: writing(words, 2, itself) },
  { name: 'write {word,count}, no key', run: writing(objects, 1) },
  { name: 'write {word,count}, key word, 2 channels', run: writing(objects, 2, wordOf) },
  { name: 'write bid (6 fields), no key', run: writing(bids, 1) },
  { name: 'read string, no key', run: reading(words, keep) },
  { name: 'read string, its own key, + count', run: reading(words, keep, itself) },
  { name: 'read {word,count}, no key', run: reading(objects, keep) },
  { name: 'read {word,count}, key word, + count', run: reading(objects, keep, wordOf) },
  { name: 'read bid (6 fields), no key', run: reading(bids, keep) },
  ...(await chainPieces()),
];

const results = new Map<string, number[]>(pieces.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const { name, run } of pieces) {
    const start = performance.now();
    run();
    results.get(name)?.push(((performance.now() - start) * 1e6) / records);
  }
}
for (const [name, samples] of results) {
  const sorted = samples.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? NaN;
  const range = `[${sorted[0]?.toFixed(1)}..${sorted.at(-1)?.toFixed(1)}]`;
  process.stdout.write(`${name.padEnd(44)}${median.toFixed(1).padStart(7)} ns  ${range}\n`);
}
if (sink < 0) process.stdout.write('never\n');

/** Chains are internal to the TaskManager: taken by URL, with the little of their shape that is used here. */
async function chainPieces(): Promise<Piece[]> {
  type Node = { emitter: object; operator: unknown; place: object; children: Node[]; outputs: object[] };
  type Compile = (root: Node) => { process: (value: unknown) => void };
  const folder = new URL('../packages/taskmanager/src/task/', import.meta.url);
  const { generateChain } = (await import(new URL('generate-chain.ts', folder).href)) as {
    generateChain: Compile;
  };
  const { closeChain } = (await import(new URL('close-chain.ts', folder).href)) as { closeChain: Compile };
  const fns: readonly [string, (value: number) => unknown][] = [
    ['map', (v) => v + 1],
    ['filter', (v) => v >= 0],
    ['map', (v) => v ^ 3],
    ['map', (v) => v + 2],
    ['filter', (v) => v >= 0],
    ['map', (v) => v - 1],
  ];
  const end = { emit: keep };
  const place = { operatorName: 'x', taskName: 'y' };
  const rootOf = (): Node => {
    let next: Node | undefined;
    for (const [kind, fn] of fns.toReversed()) {
      const outputs: object[] = next === undefined ? [{ writer: end, place }] : [];
      next = {
        emitter: {},
        operator: { stage: { kind, fn } },
        place,
        children: next === undefined ? [] : [next],
        outputs,
      };
    }
    if (next === undefined) throw new Error('an empty chain');
    return next;
  };
  return [
    { name: 'chain of 6, fused', compile: generateChain },
    { name: 'chain of 6, closures', compile: closeChain },
  ].map(({ name, compile }) => {
    const { process: run } = compile(rootOf());
    return {
      name,
      run: () => {
        for (let i = 0; i < records; i++) run(i);
      },
    };
  });
}

/** Lower-case words of 2 to 12 letters, the frequent ones often, as in text. */
function zipfWords(distinct: number, count: number): string[] {
  let seed = 42;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const letters = 'etaoinshrdlucmfwypvbgkjqxz';
  const vocabulary = Array.from({ length: distinct }, (_, rank) =>
    Array.from({ length: 2 + Math.floor(random() * Math.min(11, 2 + Math.log2(rank + 2))) }, () =>
      letters.charAt(Math.floor(random() * 26)),
    ).join(''),
  );
  return Array.from({ length: count }, () => vocabulary[Math.floor(distinct ** random()) - 1] ?? 'the');
}
