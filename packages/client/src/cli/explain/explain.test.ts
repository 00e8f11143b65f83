/** The five questions: complete in both languages, proved by files that exist, true to the facts they are given. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiniCluster } from '../../mini-cluster.ts';
import { displayWidth } from '../terminal/text-table.ts';
import { runAgainst } from '../testing/run-against.ts';
import { until } from '../testing/until.ts';
import { dictionaryOf } from '../texts/dictionary.ts';
import { type ClusterFacts, gatherFacts } from './cluster-facts.ts';
import type { Explanation, QuestionName, QuestionTexts } from './explanation.ts';
import { QUESTIONS } from './questions.ts';
import { renderExplanation } from './render-explanation.ts';
import { ACTORS_TEXTS } from './texts/actors-texts.ts';
import { CLIENT_TEXTS } from './texts/client-texts.ts';
import { COMMUNICATION_TEXTS } from './texts/communication-texts.ts';
import { SLOTS_TEXTS } from './texts/slots-texts.ts';
import { THREADS_TEXTS } from './texts/threads-texts.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const SMALL_JOB = new URL('./small/job.ts', import.meta.url);
const NAMES = Object.keys(QUESTIONS) as QuestionName[];
const TEXTS: Readonly<Record<QuestionName, QuestionTexts<string>>> = {
  threads: THREADS_TEXTS,
  slots: SLOTS_TEXTS,
  client: CLIENT_TEXTS,
  communication: COMMUNICATION_TEXTS,
  actors: ACTORS_TEXTS,
};
const io = openNodeIo({ logLevel: 'silent' });
/** On a busy machine two TaskManagers and their threads take a while. */
const START_TIMEOUT_MS = 120_000;
let cluster: MiniCluster;
let facts: ClusterFacts;

beforeAll(async () => {
  cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 2, io });
  const job = await cluster.submit(SMALL_JOB, { parallelism: 2 });
  // A vertex is RUNNING with its first subtask; the counts are of all of them.
  await until(async () => (await job.details()).vertices.every(({ tasks }) => tasks['RUNNING'] === 2));
  facts = await gatherFacts(cluster.client, { pid: process.pid, embedded: true });
}, START_TIMEOUT_MS);
afterAll(async () => cluster[Symbol.asyncDispose]());

describe.each(NAMES)('explain %s', (name) => {
  it('given a text of one language, then the other has it, with the same values in it', () => {
    const { en, zh } = TEXTS[name];

    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const key of Object.keys(en)) {
      expect(placeholdersOf(zh[key]), key).toEqual(placeholdersOf(en[key]));
      expect(zh[key], key).not.toBe('');
    }
  });

  it('given the facts, then every value is filled in, and every proof is a file', () => {
    for (const explanation of inBothLanguages(name)) {
      expect(JSON.stringify(explanation)).not.toMatch(/\{\w+\}|undefined|NaN/);
      const missing = explanation.facts.filter(({ file }) => !existsSync(`${ROOT}${file}`));
      expect(missing).toEqual([]);
    }
  });

  it('given Chinese, then the same facts under Chinese names', () => {
    const [en, zh] = inBothLanguages(name);

    expect(zh?.facts.map(({ key, value, file }) => [key, value, file])).toEqual(
      en?.facts.map(({ key, value, file }) => [key, value, file]),
    );
    expect(`${zh?.title}${zh?.answer.join('')}`).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each([80, 120])('given a terminal of %i columns, then no line of prose is wider', (columns) => {
    for (const [index, explanation] of inBothLanguages(name).entries()) {
      const lines = renderExplanation(dictionaryOf(index === 0 ? 'en' : 'zh'), explanation, columns - 1);
      const wide = lines.filter(({ text }) => displayWidth(text) > columns + OVERHANG);
      expect(wide).toEqual([]);
    }
  });
});

describe('the answers', () => {
  it('given a job of three vertices, two wide, then threads, slots and actors are counted', () => {
    expect(valuesOf('threads')).toMatchObject({
      mainThreads: 1,
      networkThreads: 2,
      taskThreads: 6,
      subtasks: 6,
      endpoints: 5,
    });
    expect(valuesOf('slots')).toMatchObject({ total: 4, free: 2, required: 2, held: 2, sum: 'default 2' });
    expect(valuesOf('actors')).toMatchObject({ systems: 1, endpoints: 5, taskMailboxes: 6 });
    expect(valuesOf('communication')).toMatchObject({ localChannels: 8, remoteChannels: 0 });
    expect(valuesOf('client')).toMatchObject({ builds: 7, vertices: 3, clientActors: 0 });
  });

  it('given the command, then people and programs get the same answer', async () => {
    const [people, program, wrong] = [
      await runAgainst(cluster, 'explain slots --lang zh'),
      await runAgainst(cluster, 'explain slots --json'),
      await runAgainst(cluster, 'explain everything'),
    ];

    expect(people.out).toMatch(/^任务槽（slot）是什么？/);
    const { question, facts: counted } = JSON.parse(program.out) as Explanation;
    expect([question, counted[0]?.key, counted[0]?.value]).toEqual(['slots', 'total', 4]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("'everything' is none of threads")]);
  });
});

/** Flink's names are not broken. */
const OVERHANG = 10;

function inBothLanguages(name: QuestionName): readonly Explanation[] {
  return [QUESTIONS[name](facts, 'en'), QUESTIONS[name](facts, 'zh')];
}

function valuesOf(name: QuestionName): Readonly<Record<string, number | string>> {
  return Object.fromEntries(QUESTIONS[name](facts, 'en').facts.map(({ key, value }) => [key, value]));
}

function placeholdersOf(text: string | undefined): readonly string[] {
  return [...new Set(text?.match(/\{\w+\}/g))].toSorted();
}
