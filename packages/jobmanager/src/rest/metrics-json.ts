/** Metrics as Flink's JSON shows them: values are texts, aggregates are numbers. Pure mapping. */
import type { Metrics } from '@rivulet/runtime/rpc';

type MetricJson = { readonly id: string; readonly value?: string };
type AggregateJson = { readonly id: string } & Readonly<Partial<Record<Aggregation, number>>>;

const AGGREGATIONS = ['min', 'max', 'avg', 'sum'] as const;
type Aggregation = (typeof AGGREGATIONS)[number];

/** @param wanted the names asked for; without, all names and no value */
export function metricsJson(metrics: Metrics, wanted?: readonly string[]): readonly MetricJson[] {
  if (wanted === undefined) return Object.keys(metrics).map((id) => ({ id }));
  return wanted.flatMap((id) => {
    const value = metrics[id];
    return value === undefined ? [] : [{ id, value: `${value}` }];
  });
}

/** Over several of a kind. @param aggregations all of them when absent */
export function aggregatesJson(
  rows: readonly Metrics[],
  wanted?: readonly string[],
  aggregations: readonly string[] = AGGREGATIONS,
): readonly AggregateJson[] {
  const names = [...new Set(rows.flatMap((metrics) => Object.keys(metrics)))];
  if (wanted === undefined) return names.map((id) => ({ id }));
  const asked = AGGREGATIONS.filter((aggregation) => aggregations.includes(aggregation));
  return wanted
    .filter((id) => names.includes(id))
    .map((id) => {
      // What is no number cannot be added up.
      const values = rows.map((metrics) => metrics[id]).filter((value) => typeof value === 'number');
      return { id, ...Object.fromEntries(asked.map((each) => [each, aggregate(each, values)])) };
    });
}

function aggregate(aggregation: Aggregation, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregation) {
    case 'min':
      return values.length === 0 ? 0 : Math.min(...values);
    case 'max':
      return values.length === 0 ? 0 : Math.max(...values);
    case 'avg':
      return values.length === 0 ? 0 : sum / values.length;
    case 'sum':
      return sum;
  }
}
