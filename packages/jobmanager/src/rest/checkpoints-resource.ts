/** Checkpoints of a job: `/jobs/:id/checkpoints` and what lies below it.
 *  Path: a person → POST → JobMaster → barriers through the job; GET → when each subtask's barriers came, and how long
 *  they took. Until state is stored, a checkpoint is a marker that measures. */
import { asId, type JobId, streamError } from '@rivulet/runtime/base';
import type { CheckpointAlignment, CheckpointInfo, CheckpointOptions } from '@rivulet/runtime/rpc';
import { type Context, Hono } from 'hono';
import { checkpointJson, checkpointsJson, vertexCheckpointJson } from './checkpoint-json.ts';
import type { RestServices } from './rest-services.ts';

const ALIGNMENTS: readonly string[] = [
  'aligned',
  'unaligned',
  'at-least-once',
] satisfies CheckpointAlignment[];

export function checkpointsResource({ dispatcher }: Pick<RestServices, 'dispatcher'>): Hono {
  const checkpointsOf = async (context: Context): Promise<readonly CheckpointInfo[]> =>
    (await dispatcher.requestJob(jobIdOf(context))).checkpoints;
  /** @throws CHECKPOINT_NOT_FOUND */
  const findIn = async (
    context: Context,
    name: string,
    matches: (checkpoint: CheckpointInfo) => boolean,
  ): Promise<CheckpointInfo> => {
    const found = (await checkpointsOf(context)).find(matches);
    if (found === undefined) throw streamError('CHECKPOINT_NOT_FOUND', { checkpoint: name });
    return found;
  };

  return new Hono()
    .post('/jobs/:id/checkpoints', async (context) => {
      const options = readOptions(await context.req.text());
      const { triggerId } = await dispatcher.triggerCheckpoint(jobIdOf(context), options);
      return context.json({ 'request-id': triggerId }, 202);
    })
    .get('/jobs/:id/checkpoints', async (context) =>
      context.json(checkpointsJson(await checkpointsOf(context))),
    )
    .get('/jobs/:id/checkpoints/details/:checkpointId', async (context) => {
      const id = context.req.param('checkpointId');
      return context.json(
        checkpointJson(await findIn(context, id, ({ checkpointId }) => `${checkpointId}` === id)),
      );
    })
    .get('/jobs/:id/checkpoints/details/:checkpointId/subtasks/:vertexId', async (context) => {
      const { id: jobId, checkpointId: id, vertexId } = context.req.param();
      const checkpoint = await findIn(context, id, ({ checkpointId }) => `${checkpointId}` === id);
      const json = vertexCheckpointJson(checkpoint, vertexId);
      if (json === undefined) throw streamError('VERTEX_NOT_FOUND', { jobId, vertexId });
      return context.json(json);
    })
    .get('/jobs/:id/checkpoints/:triggerId', async (context) => {
      const id = context.req.param('triggerId');
      const { status, checkpointId, failure } = await findIn(
        context,
        id,
        ({ triggerId }) => triggerId === id,
      );
      if (status === 'IN_PROGRESS') return context.json({ status: { id: 'IN_PROGRESS' }, operation: null });
      const cause =
        failure === undefined ? {} : { 'failure-cause': { class: '', 'stack-trace': failure.reason } };
      return context.json({ status: { id: 'COMPLETED' }, operation: { checkpointId, ...cause } });
    });
}

function jobIdOf(context: Context): JobId {
  return asId<JobId>(context.req.param('id') ?? '');
}

/** Flink's body is `{checkpointType, triggerId}`, both of no meaning for a marker; `alignment` and
 *  `alignedCheckpointTimeout` (ms) are ours, because a job cannot be configured for checkpoints yet. */
function readOptions(text: string): CheckpointOptions {
  const body = readObject(text);
  const { alignment = 'aligned', alignedCheckpointTimeout: timeoutMs } = body;
  if (typeof alignment !== 'string' || !ALIGNMENTS.includes(alignment)) {
    throw invalid(`alignment is ${JSON.stringify(alignment)}, not one of ${ALIGNMENTS.join(', ')}`);
  }
  if (timeoutMs !== undefined && (typeof timeoutMs !== 'number' || !(timeoutMs >= 0))) {
    throw invalid('alignedCheckpointTimeout is not a number of milliseconds');
  }
  return {
    alignment: alignment as CheckpointAlignment,
    ...(timeoutMs === undefined ? {} : { alignedCheckpointTimeoutMs: timeoutMs }),
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body as Readonly<Record<string, unknown>>;
  } catch {
    // Answered below like any other body that is no object.
  }
  throw invalid('the body is not a JSON object');
}

function invalid(reason: string): Error {
  return streamError('REST_REQUEST_INVALID', { reason });
}
