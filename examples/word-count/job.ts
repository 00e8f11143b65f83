/** Counts the words of a text: runs of ASCII letters, in lower case.
 *  Options: --input FILE, --output FOLDER, --updates, --top N. README.md shows the plan and the output. */
import { defineJob, GlobalWindows, type KeyCount } from '@rivulet/api';

type WordCount = KeyCount<string>;

export default defineJob({ name: 'word-count' }, (env, args) => {
  const output = args.string('output');
  const top = args.number('top', 10);

  const words = env
    .readTextFile(args.string('input') ?? new URL('./data/alice.txt', import.meta.url))
    .name('text')
    .flatMap<string>((line, out) => {
      // Matched before lower-casing: some letters outside ASCII (the Kelvin sign) become ASCII in lower case.
      for (const word of line.match(/[A-Za-z]+/g) ?? []) out.collect(word.toLowerCase());
    })
    .name('words')
    .keyBy((word) => word);

  const updates = args.flag('updates');
  const counts = updates ? words.count() : words.window(GlobalWindows.withEndOfStreamTrigger()).count();
  counts.name('counts');

  if (output !== undefined) {
    counts.map(toLine).writeText(output);
  } else if (updates) {
    counts.map(toLine).print();
  } else {
    counts
      .map((count) => [count])
      .keyBy(() => 'all')
      .window(GlobalWindows.withEndOfStreamTrigger())
      .reduce((first, second) => mostFrequent([...first, ...second], top))
      .name('top')
      .setParallelism(1)
      .flatMap((best) => best.map(toLine))
      .setParallelism(1)
      .print()
      .setParallelism(1);
  }
});

function toLine({ key, count }: WordCount): string {
  return `${key} ${count}`;
}

function mostFrequent(counts: readonly WordCount[], top: number): WordCount[] {
  return counts.toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, top);
}
