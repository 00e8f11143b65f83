/** One job: `/jobs/:id` and what lies below it. All of it is read from the same ExecutionGraphInfo that
 *  `/jobs/overview` shows, so that no two answers disagree about a job. */
import { asId, type JobId, streamError } from '@rivulet/runtime/base';
import type { ExecutionGraphInfo } from '@rivulet/runtime/rpc';
import { Hono } from 'hono';
import { channelsOfJob } from './job-channels.ts';
import { taskBuffersJson } from './task-buffers-json.ts';
import { exceptionsJson, executionResultJson, jobDetailsJson } from './job-json.ts';
import { planJson } from './plan-json.ts';
import type { RestServices } from './rest-services.ts';
import { vertexDetailsJson } from './vertex-json.ts';

/** Flink's web.exception-history-size. */
const EXCEPTIONS_MAX = 16;

export function jobResource(services: RestServices): Hono {
  const { dispatcher, clock } = services;
  const idOf = (text: string): JobId => asId<JobId>(text);
  const infoOf = (jobId: string): Promise<ExecutionGraphInfo> => dispatcher.requestJob(idOf(jobId));

  return new Hono()
    .get('/jobs/:id', async (context) => {
      const info = await infoOf(context.req.param('id'));
      return context.json(jobDetailsJson(info, clock.wallMs()));
    })
    .patch('/jobs/:id', async (context) => {
      const mode = context.req.query('mode') ?? 'cancel';
      if (mode !== 'cancel') {
        throw streamError('REST_REQUEST_INVALID', {
          reason: `mode is '${mode}', and only 'cancel' is known`,
        });
      }
      await dispatcher.cancelJob(idOf(context.req.param('id')));
      return context.json({}, 202);
    })
    .get('/jobs/:id/yarn-cancel', async (context) => {
      await dispatcher.cancelJob(idOf(context.req.param('id')));
      return context.json({}, 202);
    })
    .get('/jobs/:id/status', async (context) => {
      const status = await dispatcher.requestJobStatus(idOf(context.req.param('id')));
      return context.json({ status });
    })
    .get('/jobs/:id/plan', async (context) => {
      const { jobId, graph } = await infoOf(context.req.param('id'));
      return context.json({ plan: planJson(jobId, graph) });
    })
    .get('/jobs/:id/exceptions', async (context) => {
      const info = await infoOf(context.req.param('id'));
      const asked = Number(context.req.query('maxExceptions') ?? EXCEPTIONS_MAX);
      return context.json(
        exceptionsJson(info, Number.isInteger(asked) && asked > 0 ? asked : EXCEPTIONS_MAX),
      );
    })
    .get('/jobs/:id/execution-result', async (context) => {
      const info = await infoOf(context.req.param('id'));
      return context.json(executionResultJson(info, clock.wallMs()));
    })
    .get('/jobs/:id/channels', async (context) => {
      const info = await infoOf(context.req.param('id'));
      return context.json({
        channels: await channelsOfJob(services, info.jobId),
        tasks: taskBuffersJson(info),
      });
    })
    .get('/jobs/:id/vertices/:vertexId', async (context) => {
      const { id, vertexId } = context.req.param();
      const { vertices } = await infoOf(id);
      const vertex = vertices.find((each) => each.vertexId === vertexId);
      if (vertex === undefined) throw streamError('VERTEX_NOT_FOUND', { jobId: id, vertexId });
      return context.json(vertexDetailsJson(vertex, clock.wallMs()));
    });
}
