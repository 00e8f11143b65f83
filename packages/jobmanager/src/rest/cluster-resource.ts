/** The cluster as a whole: `/config`, `/overview`, `/jobmanager/…`, and its end by `DELETE /cluster`. */
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import { Hono } from 'hono';
import type { RestServices } from './rest-services.ts';

export function clusterResource(services: RestServices): Hono {
  const { dispatcher, resourceManager, settings } = services;
  const { refreshIntervalMs, version, configuration } = settings;

  return new Hono()
    .get('/config', (context) =>
      context.json({
        'refresh-interval': refreshIntervalMs,
        'timezone-name': 'UTC',
        'timezone-offset': 0,
        'flink-version': version,
        'flink-revision': `rivulet ${version}`,
        features: { 'web-submit': false, 'web-cancel': true, 'web-rescale': false, 'web-history': false },
      }),
    )
    .get('/overview', async (context) => {
      const [jobs, resources] = await Promise.all([
        dispatcher.listJobs(),
        resourceManager.requestResourceOverview(),
      ]);
      const count = (status: string): number => jobs.filter((job) => job.status === status).length;
      return context.json({
        taskmanagers: resources.taskManagerCount,
        'slots-total': resources.slotCountTotal,
        'slots-available': resources.slotCountFree,
        'jobs-running': jobs.filter(({ status }) => !isTerminalJobStatus(status)).length,
        'jobs-finished': count('FINISHED'),
        'jobs-cancelled': count('CANCELED'),
        'jobs-failed': count('FAILED'),
        'flink-version': version,
        'flink-commit': `rivulet ${version}`,
      });
    })
    .delete('/cluster', (context) => {
      services.shutDown();
      return context.json({});
    })
    .get('/jobmanager/actors', (context) =>
      context.json({ process: 'jobmanager', actors: services.actors() }),
    )
    .get('/jobmanager/config', (context) =>
      context.json(Object.entries(configuration).map(([key, value]) => ({ key, value }))),
    );
}
