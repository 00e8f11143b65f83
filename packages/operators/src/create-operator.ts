/** Makes the operator a spec of the job graph asks for: the list of all kinds there are.
 *  Kinds and their parameters are written by `api/plan` and read only here. */
import { assert, streamError } from '@rivulet/runtime/base';
import type { OperatorSpec } from '@rivulet/runtime/graph';
import { AsyncWait, type AsyncWaitSettings } from './async/async-wait.ts';
import { CoFlatMap } from './connect/co-flat-map.ts';
import { CoMap } from './connect/co-map.ts';
import { createKeyedAggregate } from './aggregate/keyed-aggregate.ts';
import type { OperatorHost } from './host/operator-host.ts';
import type { Operator, Source, Stage, UserFlatMap, UserFunction } from './host/operator.ts';
import { RunningAggregate } from './aggregate/running-aggregate.ts';
import { CoProcessOperator } from './process/co-process-operator.ts';
import { KeyedCoProcessOperator } from './process/keyed-co-process-operator.ts';
import { KeyedProcessOperator } from './process/keyed-process-operator.ts';
import { ProcessOperator } from './process/process-operator.ts';
import { type WindowPlan, WindowOperator } from './windowing/index.ts';
import { PrintSink } from './sink/sink-print.ts';
import { TextSink } from './sink/sink-text.ts';
import { CollectionSource } from './source/source-collection.ts';
import { GeneratorSource } from './source/source-generator.ts';
import { TextFileSource } from './source/source-text-file.ts';
import type { WatermarkStrategy } from './time/index.ts';
import { TimestampsAndWatermarks } from './watermark/timestamps-and-watermarks.ts';
import { WindowEndOfStream } from './aggregate/window-end-of-stream.ts';

type Parameters = {
  readonly field?: string | null;
  readonly aggregate?: string;
  readonly prefix?: string;
  readonly path?: string;
  readonly paths?: readonly string[];
  readonly elements?: readonly unknown[];
  readonly ratePerSecond?: number | null;
  readonly count?: number | null;
  readonly intervalMs?: number;
};

export function isSourceKind(kind: string): boolean {
  return kind.startsWith('source-');
}

/** @throws StreamError OPERATOR_UNKNOWN, and what the operator's own start throws (a folder that cannot be made) */
export function createOperator(spec: OperatorSpec, host: OperatorHost): Operator {
  const params = spec.params as Parameters;
  const field = params.field ?? null;
  switch (spec.kind) {
    case 'map':
    case 'filter':
      return { stage: { kind: spec.kind, fn: functionOf(host) as UserFunction } };
    case 'flat-map':
      return { stage: { kind: 'flat-map', fn: functionOf(host) as UserFlatMap } };
    case 'async-wait':
      return new AsyncWait(host, spec.params as AsyncWaitSettings);
    case 'co-map':
      return new CoMap(host);
    case 'co-flat-map':
      return new CoFlatMap(host);
    case 'reduce':
    case 'sum':
    case 'count':
      return new RunningAggregate(createKeyedAggregate(spec.kind, field, host));
    case 'window-end-of-stream':
      return new WindowEndOfStream(host, createKeyedAggregate(params.aggregate ?? '', field, host));
    case 'timestamps-and-watermarks': {
      const strategy = (functionOf(host) as () => WatermarkStrategy<unknown>)();
      return new TimestampsAndWatermarks(host, strategy, params.intervalMs ?? 0);
    }
    case 'process':
      return new ProcessOperator(host, (functionOf(host) as () => never)());
    case 'keyed-process':
      return new KeyedProcessOperator(host, (functionOf(host) as () => never)());
    case 'co-process':
      return new CoProcessOperator(host, (functionOf(host) as () => never)());
    case 'keyed-co-process':
      return new KeyedCoProcessOperator(host, (functionOf(host) as () => never)());
    case 'window':
      return new WindowOperator(host, (functionOf(host) as () => WindowPlan)());
    case 'sink-print':
      return new PrintSink(host, params.prefix);
    case 'sink-text':
      return new TextSink(host, params.path ?? '');
    case 'sink-discard':
      return { stage: DISCARD };
    default:
      throw unknown(spec, host);
  }
}

/** @throws StreamError OPERATOR_UNKNOWN, FILE_NOT_FOUND */
export function createSource(spec: OperatorSpec, host: OperatorHost): Source {
  const params = spec.params as Parameters;
  switch (spec.kind) {
    case 'source-collection':
      return new CollectionSource(host, params.elements ?? []);
    case 'source-generator':
      return new GeneratorSource(host, {
        ratePerSecond: params.ratePerSecond ?? null,
        count: params.count ?? null,
      });
    case 'source-text-file':
      return new TextFileSource(host, params.paths ?? []);
    default:
      throw unknown(spec, host);
  }
}

const DISCARD: Stage = { kind: 'absorb', callsUser: false, absorb: () => undefined };

function functionOf(host: OperatorHost): unknown {
  assert(host.functions.fn !== undefined, `${host.operatorName} has a function`);
  return host.functions.fn;
}

function unknown(spec: OperatorSpec, host: OperatorHost): Error {
  return streamError('OPERATOR_UNKNOWN', { operator: spec.name, kind: spec.kind, task: host.taskName });
}
