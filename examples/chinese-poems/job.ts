/** Counts the characters of Chinese poems. Options: --input FILE, --output FOLDER, --top N. */
import { defineJob, GlobalWindows, type KeyCount } from '@rivulet/api';

type CharacterCount = KeyCount<string>;

export default defineJob({ name: 'chinese-poems' }, (env, args) => {
  const output = args.string('output');
  const top = args.number('top', 10);

  const counts = env
    .readTextFile(args.string('input') ?? new URL('./data/tang-300.txt', import.meta.url))
    .name('poems')
    // A character is a code point: rare ones take two UTF-16 units.
    .flatMap((line) => line.match(/\p{Script=Han}/gu) ?? [])
    .name('characters')
    .keyBy((character) => character)
    .window(GlobalWindows.withEndOfStreamTrigger())
    .count()
    .name('counts');

  if (output !== undefined) {
    counts.map(toLine).writeText(output);
    return;
  }
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
});

function toLine({ key, count }: CharacterCount): string {
  return `${key} ${count}`;
}

function mostFrequent(counts: readonly CharacterCount[], top: number): CharacterCount[] {
  return counts.toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, top);
}
