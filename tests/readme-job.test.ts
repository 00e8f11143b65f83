/** Builds the job that both READMEs show, so that the first code a reader sees is code that works. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildStreamGraph, type JobDefinition } from '@rivulet/api';
import { expect, it } from 'vitest';
import { readText, REPOSITORY } from './source-files.ts';

it('given the job of the READMEs, then it is the same in both and builds a graph of two chains', async () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map(jobOf);
  const file = join(REPOSITORY, 'tests/dist/readme-job.ts');
  mkdirSync(join(REPOSITORY, 'tests/dist'), { recursive: true });
  writeFileSync(file, english ?? '');

  const module = (await import(file)) as { default: JobDefinition };
  const { jobGraph } = buildStreamGraph(module.default, {
    args: [],
    workingDirectory: REPOSITORY,
    defaultParallelism: 2,
  });

  expect(chinese).toBe(english);
  expect(jobGraph.vertices.map(({ parallelism }) => parallelism)).toEqual([2, 2]);
});

function jobOf(page: string): string {
  return /```ts\n([\s\S]*?)```/.exec(readText(page))?.[1] ?? '';
}
