/** What the cluster shows of itself without any endpoint being asked: `/threads`, `/slots`, `/network-memory`.
 *  Path: `rivulet threads`, `slots`, `explain`, `why` → **here** → cluster-inspector → each process. */
import { asId, type JobId } from '@rivulet/runtime/base';
import { collectFacts } from '@rivulet/runtime/rpc';
import { Hono } from 'hono';
import { clusterSlotsOf } from './cluster-slots.ts';
import { clusterThreadsOf } from './cluster-threads.ts';
import type { RestServices } from './rest-services.ts';

export function factsResource({ inspector }: RestServices): Hono {
  return new Hono()
    .get('/threads', async (context) => {
      const job = context.req.query('job');
      const facts = await collectFacts(inspector, 'osProcess', 'threads');
      return context.json(clusterThreadsOf(facts, job === undefined ? undefined : asId<JobId>(job)));
    })
    .get('/network-memory', async (context) => {
      const { processes, missing } = await collectFacts(inspector, 'networkMemory');
      return context.json({ taskManagers: processes.flatMap(({ facts }) => facts.networkMemory), missing });
    })
    .get('/slots', async (context) =>
      context.json(clusterSlotsOf(await collectFacts(inspector, 'slotManager', 'slotPools', 'slotTable'))),
    );
}
