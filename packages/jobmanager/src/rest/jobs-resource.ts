/** All jobs, and new ones: `GET /jobs`, `GET /jobs/overview`, `POST /jobs`; bundles for TaskManagers: `/blobs/:key`. */
import { asId } from '@rivulet/runtime/base';
import { Hono } from 'hono';
import { jobOverviewJson } from './job-json.ts';
import { readSubmissionRequest } from './read-submission-request.ts';
import type { RestServices } from './rest-services.ts';

export function jobsResource(services: RestServices): Hono {
  const { dispatcher, blobs, clock } = services;

  return new Hono()
    .get('/jobs', async (context) => {
      const jobs = await dispatcher.listJobs();
      return context.json({ jobs: jobs.map(({ jobId, status }) => ({ id: jobId, status })) });
    })
    .get('/jobs/overview', async (context) => {
      const infos = await dispatcher.requestMultipleJobDetails();
      return context.json({ jobs: infos.map((info) => jobOverviewJson(info, clock.wallMs())) });
    })
    .post('/jobs', async (context) => {
      const { submission, bundle } = await readSubmissionRequest(context.req);
      const { jobId } = submission;
      if (bundle === undefined) {
        await dispatcher.submitJob(submission);
        return context.json({ jobUrl: `/jobs/${jobId}` }, 202);
      }
      // Where the bundle is kept is decided here, whatever the client called it.
      const { key, added } = await blobs.put(jobId, bundle);
      try {
        await dispatcher.submitJob({ ...submission, module: { kind: 'blob', key } });
      } catch (error) {
        // A job submitted twice keeps what its first submission holds.
        if (added) await blobs.release(jobId, key);
        throw error;
      }
      return context.json({ jobUrl: `/jobs/${jobId}` }, 202);
    })
    .get('/blobs/:key', async (context) => {
      const bytes = await blobs.get(asId(context.req.param('key')));
      return context.body(new Uint8Array(bytes), 200, { 'content-type': 'text/javascript; charset=UTF-8' });
    });
}
