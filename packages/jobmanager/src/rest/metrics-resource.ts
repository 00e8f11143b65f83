/** Metrics by Flink's paths: of a job, a vertex, its subtasks, a TaskManager, the JobManager.
 *  Without `get` the names, with `get=a,b` the values; where several things are aggregated, `agg=min,max,avg,sum`.
 *  Path: task → TaskExecutor's heartbeat → JobMaster → **here**; a TaskManager's own are asked of it. */
import { asId, type JobId, streamError } from '@rivulet/runtime/base';
import type { ExecutionInfo, Metrics, VertexInfo } from '@rivulet/runtime/rpc';
import { type Context, Hono } from 'hono';
import { backPressureJson } from './back-pressure-json.ts';
import { aggregatesJson, metricsJson } from './metrics-json.ts';
import { jobManagerMetrics, jobMetrics } from './job-metrics.ts';
import type { RestServices } from './rest-services.ts';

export function metricsResource(services: RestServices): Hono {
  const { dispatcher, resourceManager, clock } = services;

  /** @throws VERTEX_NOT_FOUND */
  const vertexOf = async (context: Context): Promise<VertexInfo> => {
    const { id: jobId = '', vertexId = '' } = context.req.param() as Record<string, string>;
    const { vertices } = await dispatcher.requestJob(asId<JobId>(jobId));
    const vertex = vertices.find((each) => each.vertexId === vertexId);
    if (vertex === undefined) throw streamError('VERTEX_NOT_FOUND', { jobId, vertexId });
    return vertex;
  };
  const metricsOfTaskManager = async (address: string): Promise<Metrics> =>
    (await services.taskExecutor(address)).requestMetrics();

  return new Hono()
    .get('/jobmanager/metrics', async (context) => {
      const [jobs, resources] = await Promise.all([
        dispatcher.listJobs(),
        resourceManager.requestResourceOverview(),
      ]);
      return context.json(metricsJson(jobManagerMetrics(jobs, resources), wanted(context)));
    })
    .get('/taskmanagers/metrics', async (context) => {
      const infos = await resourceManager.requestTaskManagerInfo();
      const answers = await Promise.allSettled(
        infos.map(({ taskExecutorAddress }) => metricsOfTaskManager(taskExecutorAddress)),
      );
      const rows = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      return context.json(aggregatesJson(rows, wanted(context), listOf(context, 'agg')));
    })
    .get('/taskmanagers/:id/metrics', async (context) => {
      const taskManager = context.req.param('id');
      const infos = await resourceManager.requestTaskManagerInfo();
      const info = infos.find(({ resourceId }) => resourceId === taskManager);
      if (info === undefined) throw streamError('TASK_MANAGER_NOT_FOUND', { taskManager });
      return context.json(metricsJson(await metricsOfTaskManager(info.taskExecutorAddress), wanted(context)));
    })
    .get('/jobs/:id/metrics', async (context) => {
      const info = await dispatcher.requestJob(asId<JobId>(context.req.param('id')));
      return context.json(metricsJson(jobMetrics(info, clock.wallMs()), wanted(context)));
    })
    .get('/jobs/:id/vertices/:vertexId/metrics', async (context) => {
      const { executions } = await vertexOf(context);
      return context.json(metricsJson(bySubtask(executions), wanted(context)));
    })
    .get('/jobs/:id/vertices/:vertexId/backpressure', async (context) =>
      context.json(backPressureJson(await vertexOf(context), clock.wallMs())),
    )
    .get('/jobs/:id/vertices/:vertexId/subtasks/metrics', async (context) => {
      const { executions } = await vertexOf(context);
      const subtasks = listOf(context, 'subtasks');
      const rows = executions.filter(({ subtaskIndex }) => isAmong(subtaskIndex, subtasks));
      return context.json(
        aggregatesJson(
          rows.map(({ metrics }) => metrics),
          wanted(context),
          listOf(context, 'agg'),
        ),
      );
    })
    .get('/jobs/:id/vertices/:vertexId/subtasks/:subtask/metrics', async (context) => {
      const { executions } = await vertexOf(context);
      const { id: jobId, vertexId, subtask } = context.req.param();
      const execution = executions.find(({ subtaskIndex }) => `${subtaskIndex}` === subtask);
      if (execution === undefined) {
        throw streamError('VERTEX_NOT_FOUND', { jobId, vertexId: `${vertexId}, subtask ${subtask}` });
      }
      return context.json(metricsJson(execution.metrics, wanted(context)));
    });
}

/** The names asked for; none: the names alone are the answer. */
function wanted(context: Context): readonly string[] | undefined {
  return listOf(context, 'get');
}

function listOf(context: Context, key: string): readonly string[] | undefined {
  const text = context.req.query(key);
  return text === undefined || text === '' ? undefined : text.split(',');
}

/** `3.numRecordsIn`: Flink puts the subtask in front. */
function bySubtask(executions: readonly ExecutionInfo[]): Metrics {
  return Object.fromEntries(
    executions.flatMap(({ subtaskIndex, metrics }) =>
      Object.entries(metrics).map(([name, value]) => [`${subtaskIndex}.${name}`, value]),
    ),
  );
}

/** @param ranges `0-2`, `5` */
function isAmong(subtaskIndex: number, ranges: readonly string[] | undefined): boolean {
  if (ranges === undefined) return true;
  return ranges.some((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return first <= subtaskIndex && subtaskIndex <= last;
  });
}
