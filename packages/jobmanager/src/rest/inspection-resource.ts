/** Looking into the actors of every process: `/actors` and what lies below it.
 *  Path: `rivulet actors`, `mailbox`, `trace` → **here** → cluster-inspector → each process. No endpoint is asked, so
 *  all of it answers while an endpoint is paused. Payloads and control only where `inspect.control` allows them. */
import type { AskReport, ControlReport, MailboxControl } from '@rivulet/runtime/actor';
import { streamError } from '@rivulet/runtime/base';
import { Hono } from 'hono';
import type { RestServices, RestSettings } from './rest-services.ts';
import { traceEvents } from './trace-events.ts';

const CONTROLS: readonly string[] = ['pause', 'resume', 'step'] satisfies MailboxControl[];
const SHOWN = 20;
const SHOWN_MAX = 1_000;
const TRACED = 5_000;
const TRACED_MAX = 50_000;

export function inspectionResource({ inspector, settings }: RestServices): Hono {
  return new Hono()
    .get('/actors', async (context) => {
      const { reports, missing } = await inspector.actors();
      return context.json({ processes: reports, missing });
    })
    .get('/actors/mailbox', async (context) => {
      const path = context.req.query('path') ?? '';
      const payloads = context.req.query('payloads') === 'true';
      if (payloads) requireControl(settings);
      const view = {
        queued: countOf(context.req.query('queued'), SHOWN, SHOWN_MAX),
        handled: countOf(context.req.query('handled'), SHOWN, SHOWN_MAX),
        payloads,
      };
      const mailboxes = await inspector.mailboxes(path, view);
      if (mailboxes.length === 0) throw streamError('ACTOR_NOT_FOUND', { path });
      return context.json({ mailboxes });
    })
    .patch('/actors/mailbox', async (context) => {
      requireControl(settings);
      const path = context.req.query('path') ?? '';
      const action = context.req.query('action') ?? '';
      if (!CONTROLS.includes(action)) {
        throw streamError('REST_REQUEST_INVALID', {
          reason: `action is '${action}', not one of ${CONTROLS.join(', ')}`,
        });
      }
      const count = countOf(context.req.query('count'), 1, SHOWN_MAX);
      await requireOne(inspector, path);
      const { reports, waiting } = await inspector.control(action as MailboxControl, path, count);
      if (reports.length === 0) throw streamError('ACTOR_NOT_FOUND', { path });
      return context.json({ action, actors: reports, ...consequences(action, reports, waiting, settings) });
    })
    .get('/actors/dead-letters', async (context) => {
      const { reports, missing } = await inspector.deadLetters();
      return context.json({ processes: reports, missing });
    })
    .get('/actors/graph', async (context) => context.json(await inspector.graph()))
    .get('/actors/trace', async (context) => {
      const { actor, job, count } = context.req.query();
      const { reports, missing } = await inspector.trace(countOf(count, TRACED, TRACED_MAX));
      return context.json({ events: traceEvents(reports, { actor, job }), missing });
    });
}

function requireControl({ inspectControl }: RestSettings): void {
  if (!inspectControl) throw streamError('INSPECT_CONTROL_DISABLED', {});
}

/** Every TaskManager has a `/user/rpc/taskmanager_0`: a person has to say which one. */
async function requireOne(inspector: RestServices['inspector'], path: string): Promise<void> {
  const found = await inspector.mailboxes(path, { queued: 0, handled: 0, payloads: false });
  const addresses = [...new Set(found.map(({ address }) => address))];
  if (addresses.length > 1) throw streamError('ACTOR_AMBIGUOUS', { path, addresses: addresses.join(', ') });
}

/** What will happen unless the actors go on. */
function consequences(
  action: string,
  reports: readonly ControlReport[],
  waiting: readonly AskReport[],
  { askTimeoutMs, heartbeatTimeoutMs }: RestSettings,
): Readonly<Record<string, unknown>> {
  if (action !== 'pause') return { waiting };
  const beating = reports.some(({ paths }) => paths.some((path) => BEATING.test(path)));
  return {
    waiting,
    newAsksTimeOutAfterMs: askTimeoutMs,
    ...(beating ? { lostAfterMs: heartbeatTimeoutMs } : {}),
  };
}

/** Endpoints that peers expect heartbeats of. */
const BEATING = /\/(resourcemanager|jobmanager|taskmanager)_/;

function countOf(text: string | undefined, otherwise: number, limit: number): number {
  const count = Number(text ?? otherwise);
  return Number.isInteger(count) && count > 0 ? Math.min(count, limit) : otherwise;
}
