/** The REST endpoint as one request handler: every resource under `/v1` and under `/`, every failure a coded error.
 *  Path: client → HTTP → **app** → gateway → actor. Knows no socket: rest-server.ts serves it, tests call it.
 *  Source: Flink's WebMonitorEndpoint. */
import { streamError } from '@rivulet/runtime/base';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { checkpointsResource } from './checkpoints-resource.ts';
import { clusterResource } from './cluster-resource.ts';
import { factsResource } from './facts-resource.ts';
import { inspectionResource } from './inspection-resource.ts';
import { jobResource } from './job-resource.ts';
import { jobsResource } from './jobs-resource.ts';
import { metricsResource } from './metrics-resource.ts';
import { guardRequest } from './request-guard.ts';
import { errorAnswer } from './rest-errors.ts';
import type { RestServices } from './rest-services.ts';
import { taskManagersResource } from './task-managers-resource.ts';

export function createRestApp(services: RestServices): Hono {
  const { contentLimitBytes, secret } = services.settings;
  const log = services.log.child({ component: 'REST' });
  const app = new Hono();
  app.use(async (context, next) => {
    guardRequest(
      { method: context.req.method, path: context.req.path, header: (name) => context.req.header(name) },
      secret,
    );
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: contentLimitBytes,
      onError: (context) => {
        const sizeBytes = Number(context.req.header('content-length') ?? contentLimitBytes + 1);
        throw streamError('REST_REQUEST_TOO_LARGE', { sizeBytes, limitBytes: contentLimitBytes });
      },
    }),
  );
  // `/jobs/overview` must be found before `/jobs/:id`.
  for (const resource of [
    clusterResource,
    metricsResource,
    jobsResource,
    jobResource,
    checkpointsResource,
    taskManagersResource,
    inspectionResource,
    factsResource,
  ]) {
    const routes = resource(services);
    app.route('/v1', routes).route('/', routes);
  }
  app.notFound((context) => {
    const { method, path } = context.req;
    const { status, body } = errorAnswer(streamError('REST_PATH_UNKNOWN', { method, path }), log);
    return context.json(body, status);
  });
  app.onError((error, context) => {
    const { status, body } = errorAnswer(error, log);
    return context.json(body, status);
  });
  return app;
}
