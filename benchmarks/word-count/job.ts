/** The job of `pnpm bench word-count`: one running count per word, one update per record, into a discarding sink. */
import { defineJob } from '@rivulet/api';

export default defineJob({ name: 'bench: word count' }, (env, args) => {
  env
    .readTextFile(args.string('input', 'examples/word-count/data/alice.txt'))
    .flatMap<string>((line, out) => {
      for (const word of line.match(/[A-Za-z]+/g) ?? []) out.collect(word.toLowerCase());
    })
    .keyBy((word) => word)
    .count()
    .discard();
});
