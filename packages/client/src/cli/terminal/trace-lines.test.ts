/** A trace as lines and as a diagram: senders of other processes, answers, repetitions, failures. */
import { describe, expect, it } from 'vitest';
import type { ClusterTraceEvent } from '../../rest/index.ts';
import { dictionaryOf } from '../texts/dictionary.ts';
import { mermaidLines, traceLines } from './trace-lines.ts';

const texts = dictionaryOf('en');
const JM = 'rivulet.tcp://rivulet@127.0.0.1:1';
const TM = 'rivulet.tcp://rivulet@127.0.0.1:2';

function event(id: number, fields: Partial<ClusterTraceEvent>): ClusterTraceEvent {
  return {
    kind: 'message',
    id,
    cause: 0,
    from: undefined,
    to: '/user/rpc/jobmanager_2',
    type: 'call',
    handledMs: 1_000 + id,
    waitMs: 0,
    durationMs: 0,
    outcome: 'ok',
    topic: undefined,
    process: 'jobmanager',
    key: `${JM}#${id}`,
    ...fields,
  };
}

const EVENTS = [
  event(1, { type: 'submitJob', to: '/user/rpc/dispatcher_1' }),
  event(2, { from: '/user/rpc/jobmanager_2', type: 'RunAsync' }),
  ...[3, 4].map((id) =>
    event(id, {
      from: `${JM}/user/rpc/jobmanager_2`,
      to: '/user/rpc/taskmanager_0',
      type: 'submitTask',
      process: 'abcdef0123',
      key: `${TM}#${id}`,
    }),
  ),
  event(5, { kind: 'answer', from: `${TM}/user/rpc/taskmanager_0`, type: 'submitTask', outcome: 'failed' }),
];

describe('a trace for people', () => {
  it('given events of two processes, then each line reads sender -> mailbox: message', () => {
    expect(traceLines(texts, EVENTS)).toEqual([
      '1       0.0 ms  (outside) -> dispatcher_1: submitJob',
      '2       1.0 ms  jobmanager_2 self: RunAsync',
      '3       2.0 ms  jobmanager_2 -> taskmanager_0@abcdef: submitTask x2',
      '4       4.0 ms  taskmanager_0@abcdef --> jobmanager_2: submitTask (answer) [failed]',
    ]);
  });

  it('given the same events, then the diagram has them as arrows', () => {
    expect(mermaidLines(texts, EVENTS).slice(-2)).toEqual([
      '  p2->>p3: submitTask x2',
      '  p3-->>p2: submitTask (answer) [failed]',
    ]);
  });
});
