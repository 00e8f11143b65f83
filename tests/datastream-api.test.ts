/** Holds docs/datastream-api.md to the package: every method of the API has a row, and every row a method. */
import * as api from '@rivulet/api';
import { isStreamError } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { readText } from './source-files.ts';

const PAGES = ['docs/datastream-api.md', 'docs/datastream-api.zh-CN.md'] as const;

/** What the page tells of. */
const CLASSES = {
  StreamExecutionEnvironment: api.StreamExecutionEnvironment,
  DataStream: api.DataStream,
  SingleOutputStreamOperator: api.SingleOutputStreamOperator,
  KeyedStream: api.KeyedStream,
  WindowedStream: api.WindowedStream,
  ConnectedStreams: api.ConnectedStreams,
  DataStreamSink: api.DataStreamSink,
} as const;

const OBJECTS = { AsyncDataStream: api.AsyncDataStream, AsyncRetryStrategies: api.AsyncRetryStrategies };

/** Called by the client and by task threads, not by a job. */
const NOT_FOR_JOBS = ['StreamExecutionEnvironment.toProgram'];

describe('the table of the DataStream API', () => {
  it.each(PAGES)('given %s, then it has a row for each method and no row for another', (page) => {
    expect(methodsNamedIn(page).toSorted()).toEqual(methodsOfApi().toSorted());
  });

  it('given both languages, then they tell of the same methods in the same order', () => {
    const [english, chinese] = PAGES.map((page) =>
      tableRows(page).map(([flink, rivulet]) => [flink, rivulet]),
    );

    expect(chinese).toEqual(english);
  });
});

function methodsOfApi(): string[] {
  const ofClasses = Object.entries(CLASSES).flatMap(([owner, { prototype }]) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(
        ([name, { value }]) => typeof value === 'function' && name !== 'constructor' && !isRefusal(value),
      )
      .map(([name]) => `${owner}.${name}`),
  );
  const ofObjects = Object.entries(OBJECTS).flatMap(([owner, methods]) =>
    Object.keys(methods).map((name) => `${owner}.${name}`),
  );
  return [...ofClasses, ...ofObjects].filter((method) => !NOT_FOR_JOBS.includes(method));
}

/** What only keyed streams can do is on every stream too, to say so. */
function isRefusal(method: unknown): boolean {
  try {
    (method as () => unknown)();
    return false;
  } catch (error) {
    return isStreamError(error) && error.code === 'JOB_STREAM_NOT_KEYED';
  }
}

function methodsNamedIn(page: string): string[] {
  return tableRows(page).flatMap(([, rivulet = '']) =>
    [...rivulet.matchAll(/`(\w+\.\w+)`/g)].map(([, method = '']) => method),
  );
}

/** Cells of the rows that have three: the tables of methods. */
function tableRows(page: string): string[][] {
  return readText(page)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === 3 && cells[0] !== 'Flink');
}
